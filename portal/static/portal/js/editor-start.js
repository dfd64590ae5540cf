// Starts the parts of Wagtail's editor that it starts by inline scripts, which the content security
// policy of /cms/ refuses. Our templates of those parts write the same values as data instead.
(() => {
  const startChooser = (id, options, calls) => {
    if (calls === "createTaskChooser") window.createTaskChooser(id);
    else if (/^\w*Chooser$/.test(calls)) new window[calls](id, options);
  };

  const starters = {
    date: (id, options) => window.initDateChooser(id, options),
    time: (id, options) => window.initTimeChooser(id, options),
    datetime: (id, options) => window.initDateTimeChooser(id, options),
    chooser: startChooser,
    "inline-panel": (id, options) => new window.InlinePanel(options),
    "multiple-chooser-panel": (id, options) => new window.MultipleChooserPanel(options),
  };

  const start = (root) => {
    root.querySelectorAll("template[data-starts]:not([data-started])").forEach((element) => {
      element.dataset.started = "";
      const { starts, of: id, calls, options } = element.dataset;
      starters[starts](id, JSON.parse(options), calls);
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    start(document);
    // Rows that are added and dialogs that open bring more of them.
    new MutationObserver((changes) => {
      const added = changes.flatMap((change) => [...change.addedNodes]);
      added.filter((node) => node.parentElement).forEach((node) => start(node.parentElement));
    }).observe(document.body, { childList: true, subtree: true });
  });
})();
