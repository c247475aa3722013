"use strict";
(() => {
  const shown = new Map();
  for (const one of document.querySelectorAll("[data-c]")) {
    const number = one.dataset.c;
    shown.set(number, [...(shown.get(number) || []), one]);
  }
  const runs = [...document.querySelectorAll("details.run")];
  const form = document.getElementById("filter");
  const unfold = (number) => {
    const run = document.getElementById(`c${number}`);
    if (!run) return;
    run.open = true;
    run.scrollIntoView({ block: "start" });
    run.querySelector("summary").focus();
  };
  if (form) {
    const texts = new Map(runs.map((run) => [run, run.textContent.toLowerCase()]));
    const output = form.querySelector("output");
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => {
      const words = form.elements.words.value.toLowerCase().split(/\s+/);
      const clash = form.elements.clash.checked;
      let left = 0;
      for (const run of runs) {
        const wanted = (!clash || run.classList.contains("clashing")) && words.every((word) => texts.get(run).includes(word));
        left += wanted;
        for (const one of shown.get(run.dataset.c)) one.classList.toggle("off", !wanted);
      }
      output.value = `${left} of ${runs.length} campaigns`;
    });
  }
  document.addEventListener("click", (event) => {
    const bar = event.target.closest(".timeline [data-c], a[href^='#c']");
    if (bar) unfold(bar.dataset.c || bar.hash.slice(2));
  });
  if (/^#c\d+$/.test(location.hash)) unfold(location.hash.slice(2));
})();
