// Runs before the first paint so that a chosen theme and language never flash the other one.
(() => {
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem("algosu.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    const language = localStorage.getItem("algosu.language");
    if (language === "ko" || language === "en") root.lang = language;
  } catch {
    // Storage is closed to us: the system's theme applies.
  }
})();
