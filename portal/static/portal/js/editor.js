// The editor saves by itself while one types. A button that is pressed meanwhile waits until that
// save has told the form which rows it made: sent earlier, the form would make them once more.
const LONGEST_WAIT = 15000;
let underWay = false;
let leaving = false;
let held = null;

function goOn() {
  underWay = false;
  if (!held) return;
  const { form, button, timer } = held;
  held = null;
  window.clearTimeout(timer);
  // The editor disables a pressed button, and a disabled button would not say which one it was.
  if (button) button.disabled = false;
  form.requestSubmit(button);
}

document.addEventListener("w-autosave:save", (event) => {
  // Nothing is saved behind the back of a form that is on its way.
  if (leaving) event.preventDefault();
  else underWay = true;
});
document.addEventListener("w-autosave:success", goOn);
document.addEventListener("w-autosave:error", goOn);
window.addEventListener("pageshow", () => {
  leaving = false;
});

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches('[data-controller~="w-autosave"]')) return;
    if (underWay) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (held) window.clearTimeout(held.timer);
      held = { form, button: event.submitter, timer: window.setTimeout(goOn, LONGEST_WAIT) };
      return;
    }
    window.setTimeout(() => {
      leaving = !event.defaultPrevented;
    });
  },
  true,
);
