// What can be done with an answer: copy it, print it, say whether it was useful.
(() => {
  "use strict";
  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "tool";
    made.textContent = text;
    made.addEventListener("click", () => act(made));
    return made;
  };

  const textOf = (turn) => {
    const lines = turn.querySelector(".copy-text").innerHTML.split(/<br\s*\/?>/);
    const decoder = document.createElement("textarea");
    const text = lines.map((line) => {
      decoder.innerHTML = line;
      return decoder.value;
    });
    return `${text.join("\n")}\n\n${turn.querySelector("a.permalink").href}`;
  };

  const say = (made, text) => {
    const before = made.dataset.name || made.textContent;
    made.dataset.name = before;
    made.textContent = text;
    setTimeout(() => (made.textContent = before), 2500);
  };

  const copy = async (made, text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    say(made, "Copied");
  };

  const askForFeedback = (turn) => {
    const pattern = document.getElementById("feedback-pattern");
    if (!pattern) return;
    const form = pattern.content.firstElementChild.cloneNode(true);
    form.elements.question.value = turn.querySelector(".asked").lastChild.textContent;
    form.elements.status.value = [...turn.classList].find((name) => name.startsWith("status-")).slice("status-".length);
    turn.querySelector(".turn-answer").append(form);
  };

  const equip = () => {
    for (const turn of document.querySelectorAll(".turn.complete:not(.equipped)")) {
      turn.classList.add("equipped");
      const tools = turn.querySelector(".tools");
      tools.append(
        button("Copy the link", (made) => copy(made, turn.querySelector("a.permalink").href)),
        button("Copy as text with citations", (made) => copy(made, textOf(turn))),
        button("Print", () => print()),
      );
      askForFeedback(turn);
    }
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form.feedback");
    if (!form) return;
    event.preventDefault();
    const thanks = form.querySelector(".thanks");
    try {
      const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { accept: "application/json" } });
      thanks.textContent = (await response.json()).message;
      if (response.ok) form.classList.add("sent");
    } catch {
      thanks.textContent = "The feedback could not be sent. Please try again later.";
    }
  });

  equip();
  new MutationObserver(equip).observe(document.body, { childList: true, subtree: true });
})();
