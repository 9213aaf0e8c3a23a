import { Listeners } from "../store/listeners.ts";
import { applyTheme, computerPrefersDark, keepThemeChoice, type ThemeChoice } from "./choice.ts";

/** Tells that the colours of the page are others now. */
export const themeChanged = new Listeners<[]>();

computerPrefersDark.addEventListener("change", showTheme);

/** Chooses a theme, keeps it, and shows it at once. */
export function chooseTheme(choice: ThemeChoice): void {
  keepThemeChoice(choice);
  showTheme();
}

function showTheme(): void {
  applyTheme();
  themeChanged.call();
}
