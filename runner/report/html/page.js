"use strict";
(() => {
  const byNumber = new Map();
  for (const one of document.querySelectorAll("[data-c]")) {
    const number = one.dataset.c;
    byNumber.set(number, [...(byNumber.get(number) || []), one]);
  }
  const launches = [...document.querySelectorAll("details.launch")];
  const form = document.getElementById("filter");
  const unfold = (number) => {
    const launch = document.getElementById(`c${number}`);
    if (!launch) return;
    launch.open = true;
    launch.scrollIntoView({ block: "start" });
    launch.querySelector("summary").focus();
  };
  if (form) {
    const texts = new Map(launches.map((launch) => [launch, launch.textContent.toLowerCase()]));
    const output = form.querySelector("output");
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => {
      const words = form.elements.words.value.toLowerCase().split(/\s+/);
      const clash = form.elements.clash.checked;
      let left = 0;
      for (const launch of launches) {
        const matches = (!clash || launch.classList.contains("clashing")) && words.every((word) => texts.get(launch).includes(word));
        left += matches;
        for (const one of byNumber.get(launch.dataset.c)) one.classList.toggle("off", !matches);
      }
      output.value = `${left} of ${launches.length} campaign${launches.length === 1 ? "" : "s"}`;
    });
  }
  document.addEventListener("click", (event) => {
    const bar = event.target.closest(".timeline [data-c], a[href^='#c']");
    if (bar) unfold(bar.dataset.c || bar.hash.slice(2));
  });
  if (/^#c\d+$/.test(location.hash)) unfold(location.hash.slice(2));
})();
