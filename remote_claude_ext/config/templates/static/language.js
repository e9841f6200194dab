// The choice of a language: kept by this browser for all pages, then the page comes anew.
const YEAR_SECONDS = 31_536_000;

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    const chosen = `remote-claude-language=${button.dataset.language}`;
    document.cookie = `${chosen}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`;
    // Not `reload`, which would send a form once more.
    window.location.replace(window.location.pathname + window.location.search);
  });
}
