interface MediaType {
  readonly type: string;
  /** The browser would run something in it, or hand it to a program: it is only offered for saving (S13). */
  readonly isActive: boolean;
}

const text = "; charset=utf-8";
const passive: Readonly<Record<string, string>> = {
  css: `text/css${text}`,
  csv: `text/csv${text}`,
  gif: "image/gif",
  ico: "image/x-icon",
  ipynb: "application/x-ipynb+json",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  json: "application/json",
  log: `text/plain${text}`,
  map: "application/json",
  md: `text/markdown${text}`,
  mp3: "audio/mpeg",
  mp4: "video/mp4",
  png: "image/png",
  ts: `text/plain${text}`,
  tsv: `text/tab-separated-values${text}`,
  ttf: "font/ttf",
  txt: `text/plain${text}`,
  wasm: "application/wasm",
  webm: "video/webm",
  webmanifest: "application/manifest+json",
  webp: "image/webp",
  woff: "font/woff",
  woff2: "font/woff2",
};
const active: Readonly<Record<string, string>> = {
  htm: `text/html${text}`,
  html: `text/html${text}`,
  js: `text/javascript${text}`,
  mjs: `text/javascript${text}`,
  pdf: "application/pdf",
  svg: "image/svg+xml",
  xhtml: "application/xhtml+xml",
  xml: "application/xml",
};

/** The media type of a file by the end of its name; what is not known is bytes to save. */
export function mediaType(name: string): MediaType {
  const end = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  if (Object.hasOwn(passive, end)) return { type: passive[end]!, isActive: false };
  return {
    type: Object.hasOwn(active, end) ? active[end]! : "application/octet-stream",
    isActive: true,
  };
}
