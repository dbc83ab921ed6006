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
    const fits = Object.entries(wanted).every(([kind, value]) => kind === "search" || !value || item.dataset[kind] === value);
    item.hidden = !(fits && words.every((word) => texts.get(item).includes(word)));
    shown += item.hidden ? 0 : 1;
  }
  count.textContent = `${shown} of ${cases.length} answers shown`;
}

form.hidden = false;
form.addEventListener("input", filter);
form.addEventListener("submit", (event) => event.preventDefault());
filter();

function element(kind, text = "") {
  const made = document.createElement(kind === "name" || kind === "value" ? "span" : "div");
  made.className = kind === "value" ? "value small" : kind;
  made.textContent = text;
  return made;
}

function bar([name, number, mean, low, high]) {
  const track = element("track");
  const fill = element("fill");
  const span = element("span");
  fill.style.width = `${mean}%`;
  Object.assign(span.style, { left: `${low}%`, width: `${high - low}%` });
  track.append(fill, span);
  const whole = element("bar");
  whole.append(element("name", name), element("value", `${mean.toFixed(1)}% of ${number}`), track);
  return whole;
}

for (const block of document.querySelectorAll(".bars")) {
  const figures = JSON.parse(block.dataset.figures);
  const [measure, by] = block.querySelectorAll("select");
  const draw = () => {
    const title = measure.selectedOptions[0].textContent;
    block.querySelector("h3").textContent = `${title[0].toUpperCase()}${title.slice(1)}, by ${by.value}`;
    const bars = figures[by.value][measure.value].map(bar);
    block.querySelector(".drawn").replaceChildren(...(bars.length ? bars : [element("soft", "No case is scored.")]));
  };
  block.querySelector(".choice").hidden = false;
  block.addEventListener("input", draw);
}
