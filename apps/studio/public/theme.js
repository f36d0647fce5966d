// Runs before the first paint, so that a dark studio never flashes white.
(() => {
  let choice = "auto";
  try {
    choice = localStorage.getItem("aisle-theme") ?? "auto";
  } catch {}
  const dark = choice === "dark" || (choice === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
