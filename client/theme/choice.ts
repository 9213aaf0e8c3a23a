/** What a person chose for the colours; "system" follows the computer. */
export type ThemeChoice = "system" | "light" | "dark";

const KEY = "holdfast.theme";

/** What the person chose earlier. */
export function themeChoice(): ThemeChoice {
  const choice = localStorage.getItem(KEY);
  return choice === "light" || choice === "dark" ? choice : "system";
}

/** Keeps what the person chose. */
export function keepThemeChoice(choice: ThemeChoice): void {
  if (choice === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, choice);
}

/** Whether the computer wants dark colours. */
export const computerPrefersDark = matchMedia("(prefers-color-scheme: dark)");

/** Writes on the root which colours are meant, light or dark; theme.css and all who read colours go by that alone. */
export function applyTheme(): void {
  const choice = themeChoice();
  const computers = computerPrefersDark.matches ? "dark" : "light";
  document.documentElement.dataset.theme = choice === "system" ? computers : choice;
}
