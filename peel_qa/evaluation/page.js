"use strict";
const form = document.querySelector("form");
const cases = [...document.querySelectorAll("details.case")];
const texts = new Map(cases.map((item) => [item, item.textContent.toLowerCase()]));
const count = document.querySelector("#count");

function filter() {
  const wanted = Object.fromEntries(new FormData(form));
  const words = wanted.search.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const item of cases) {
    const kinds = ["corpus", "split", "type", "asker", "outcome"];
    const fits = kinds.every((kind) => !wanted[kind] || item.dataset[kind] === wanted[kind]);
    item.hidden = !(fits && words.every((word) => texts.get(item).includes(word)));
    shown += item.hidden ? 0 : 1;
  }
  count.textContent = `${shown} of ${cases.length} answers shown`;
}

form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
filter();
