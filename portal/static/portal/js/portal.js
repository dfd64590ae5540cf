// Small comforts. Every page works without this file.
import { initAll } from "../../wagtailnhsukfrontend/js/nhsuk-frontend-10.4.2.min.js";

initAll();

// The menu folds away on a small screen.
const toggle = document.querySelector("[data-app-menu]");
const nav = document.getElementById("app-nav");
if (toggle && nav) {
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    const open = toggle.getAttribute("aria-expanded") === "true";
    toggle.setAttribute("aria-expanded", String(!open));
    nav.classList.toggle("is-open", !open);
  });
}

// Search boxes complete what is typed.
if (document.querySelector("[data-app-suggest], #search-form")) {
  import("./search.js");
}
