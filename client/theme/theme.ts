import { Listeners } from "../store/listeners.ts";

export type ThemeChoice = "system" | "light" | "dark";

const KEY = "holdfast.theme";
const changed = new Listeners<[]>();
const prefersDark = matchMedia("(prefers-color-scheme: dark)");

prefersDark.addEventListener("change", () => changed.call());

/** What the person chose; "system" follows the computer. */
export function themeChoice(): ThemeChoice {
  const choice = localStorage.getItem(KEY);
  return choice === "light" || choice === "dark" ? choice : "system";
}

/** Chooses a theme, keeps it, and shows it at once. */
export function chooseTheme(choice: ThemeChoice): void {
  if (choice === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, choice);
  applyTheme();
  changed.call();
}

/** Shows the theme that was chosen earlier. */
export function applyTheme(): void {
  const choice = themeChoice();
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
}

/** Tells when the colours change; gives a function that stops it. */
export function onThemeChange(listener: () => void): () => void {
  return changed.add(listener);
}
