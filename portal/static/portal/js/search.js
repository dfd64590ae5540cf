// Comforts of the search. The form works without this file.

const TYPES = { "case-study": "Case study", area: "Efficiency area", trust: "Trust" };
const PAUSE = 160;

// Completions: the combobox of the ARIA authoring practices, with a list box.
function combobox(input, number) {
  const holder = input.closest("form") ?? input.parentElement;
  const place = input.closest(".app-find__box") ? input.parentElement : holder;
  const list = document.createElement("ul");
  const status = document.createElement("div");
  let items = [];
  let current = -1;
  let timer = 0;
  let asked = 0;

  list.id = `complete-${number}`;
  list.className = "app-complete";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  status.className = "nhsuk-u-visually-hidden";
  status.setAttribute("role", "status");
  place.classList.add("app-complete-holder");
  place.append(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  const close = () => {
    list.hidden = true;
    current = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (index) => {
    const rows = [...list.children];
    rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === index)));
    current = index;
    if (index < 0) {
      input.removeAttribute("aria-activedescendant");
    } else {
      input.setAttribute("aria-activedescendant", rows[index].id);
      rows[index].scrollIntoView({ block: "nearest" });
    }
  };

  const show = (found) => {
    items = found;
    list.replaceChildren(...found.map((item, at) => {
      const row = document.createElement("li");
      const type = document.createElement("span");
      row.id = `${list.id}-${at}`;
      row.className = "app-complete__item";
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", "false");
      row.textContent = item.label;
      type.className = "app-complete__type";
      type.textContent = TYPES[item.type];
      row.append(" ", type);
      // Before the field loses the focus, which would close the list.
      row.addEventListener("mousedown", (event) => { event.preventDefault(); go(at); });
      return row;
    }));
    current = -1;
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = found.length ? `${found.length} suggestions. Use the arrow keys.` : "No suggestions.";
  };

  const go = (at) => { window.location.assign(items[at].url); };

  const ask = async () => {
    const text = input.value.trim();
    const turn = ++asked;
    if (text.length < 2) { close(); return; }
    try {
      const answer = await fetch(`/search/suggest/?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || turn !== asked || document.activeElement !== input) return;
      show((await answer.json()).suggestions);
    } catch { close(); }
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
  input.addEventListener("blur", () => { asked++; close(); });
  input.addEventListener("keydown", (event) => {
    const last = items.length - 1;
    if (event.key === "Escape" && !list.hidden) { close(); event.preventDefault(); return; }
    if (list.hidden) {
      if (event.key === "ArrowDown") { ask(); event.preventDefault(); }
      return;
    }
    if (event.key === "ArrowDown") { choose(current === last ? -1 : current + 1); event.preventDefault(); }
    else if (event.key === "ArrowUp") { choose(current === -1 ? last : current - 1); event.preventDefault(); }
    else if (event.key === "Enter" && current >= 0) { event.preventDefault(); go(current); }
  });
}

document.querySelectorAll("[data-app-suggest]").forEach(combobox);

// Filters: folded away on a small screen.
const wide = window.matchMedia("(min-width: 61.875em)");
const filters = document.querySelector("[data-app-filters]");
if (filters) {
  filters.open = wide.matches;
  wide.addEventListener("change", () => { filters.open = wide.matches; });
}
const form = document.getElementById("search-form");
if (form) {
  // A tidy address: nothing that was left blank.
  form.addEventListener("formdata", (event) => {
    const kept = [...event.formData.entries()].filter(([name, value]) => value !== "" && !(name === "sort" && value === "best"));
    [...new Set(event.formData.keys())].forEach((name) => event.formData.delete(name));
    kept.forEach(([name, value]) => event.formData.append(name, value));
  });
}
