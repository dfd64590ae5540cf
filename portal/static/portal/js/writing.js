// Saves the short form while one types. Without scripts the button at its foot does the same.
const form = document.querySelector("[data-autosave]");
const status = document.getElementById("saved");
const version = form.elements.namedItem("version");
const WAIT = 1500;
let timer = 0;
let sending = Promise.resolve();
let underWay = 0;
let stopped = false;

async function save() {
  const answer = await fetch(form.dataset.autosave, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json" },
  });
  const said = await answer.json();
  status.textContent = said.text;
  if (said.saved) {
    version.value = said.version;
    tellLastStep(said.undo);
  }
  // Another window was later: to go on saving would only repeat the refusal.
  if (answer.status === 409) stopped = true;
}

// The button names what it would undo, and typing makes a step.
function tellLastStep(label) {
  const button = document.getElementById("undo");
  button.hidden = !label;
  button.textContent = `Undo: ${label}`;
  if (label) document.getElementById("steps").hidden = false;
}

function later() {
  if (stopped) return;
  window.clearTimeout(timer);
  timer = window.setTimeout(() => {
    underWay += 1;
    sending = sending.then(save).catch(() => {
      status.textContent = "Not saved: there is no connection. What you typed stays on this page.";
    }).finally(() => {
      underWay -= 1;
    });
  }, WAIT);
}

form.addEventListener("input", later);
form.addEventListener("change", later);
form.addEventListener("submit", async (event) => {
  window.clearTimeout(timer);
  if (underWay === 0) return;
  // A save under way would raise the version under the form's feet.
  event.preventDefault();
  const button = event.submitter;
  await sending;
  // Not inside this event: a form does not submit itself while it is being submitted.
  window.setTimeout(() => form.requestSubmit(button), 0);
});

for (const [id, most] of [["id_title", 100], ["id_result", 160]]) {
  const box = document.getElementById(id);
  const count = document.createElement("p");
  count.className = "app-tiny app-muted";
  const tell = () => {
    count.textContent = `${most - box.value.length} characters left`;
  };
  box.after(count);
  box.addEventListener("input", tell);
  tell();
}
