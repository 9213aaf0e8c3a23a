// The page starts here: styles, and the one element that is everything. Its colours were chosen before (before-paint.ts).
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./styles/all.css";
import "./elements/hf-app.ts";
