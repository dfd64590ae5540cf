// Runs before anything is drawn, so that nothing jumps. External, because the policy forbids inline.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("nhsuk-frontend-supported");
}
