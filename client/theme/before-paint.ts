// The page waits for this small script, so that it is never painted in colours that are not meant; the rest of the
// page comes later and takes no part in that.
import { applyTheme } from "./choice.ts";

applyTheme();
