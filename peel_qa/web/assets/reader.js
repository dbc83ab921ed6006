// Opens a source beside the answer: the document's own page, in a dialog, at the marked quote. Without it the link does the same.
(() => {
  "use strict";
  const dialog = document.createElement("dialog");
  dialog.className = "reader-dialog";
  dialog.setAttribute("aria-label", "Source");
  dialog.innerHTML =
    '<div class="reader-bar"><a target="_blank">Open as a page <span class="new-tab">(new tab)</span></a>' +
    '<button type="button" class="button">Close</button></div><div class="reader-hold html" tabindex="-1"></div>';
  document.body.append(dialog);
  const [page, close, hold] = [dialog.querySelector("a"), dialog.querySelector("button"), dialog.querySelector(".reader-hold")];
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());

  const load = async (address) => {
    const response = await fetch(address);
    if (!response.ok) throw new Error(String(response.status));
    return new DOMParser().parseFromString(await response.text(), "text/html").querySelector("article.reader");
  };

  const open = async (link) => {
    let article = null;
    try {
      article = await load(link.href);
    } catch {
      // Gone, or the service is away: the page itself says so.
    }
    if (!article) {
      location.assign(link.href);
      return;
    }
    page.href = link.href;
    hold.replaceChildren(document.adoptNode(article));
    dialog.setAttribute("aria-label", `Source: ${article.querySelector("h1").textContent}`);
    dialog.showModal();
    const quote = hold.querySelector("#quote");
    (quote || hold).focus({ preventScroll: true });
    quote?.scrollIntoView({ block: "center" });
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.open-quote");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(link);
  });

  // A fragment within the dialog, or on a page whose base is another address.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (!link) return;
    const root = link.closest(".reader-dialog") || (document.querySelector("gradio-app") && document);
    const target = root && document.getElementById(link.getAttribute("href").slice(1));
    if (!target) return;
    event.preventDefault();
    const inside = root === document ? target : root.querySelector(`#${CSS.escape(target.id)}`) || target;
    inside.setAttribute("tabindex", "-1");
    inside.focus({ preventScroll: true });
    inside.scrollIntoView({ block: "start" });
  });
})();
