// biome-ignore lint/style/noDefaultExport: lowered code imports it so
export { usingCtx as default } from "../runtime/using-context.ts";
