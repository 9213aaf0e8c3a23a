// The page starts here: styles, colours, and the one element that is everything.
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./styles/all.css";
import { applyTheme } from "./theme/theme.ts";
import "./elements/hf-app.ts";

applyTheme();
