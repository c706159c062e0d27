// The style of the reference page: the colours of the program's own pages, the system's fonts, light and dark as the
// reader has it, and one column where there is no room for two.
export const docsStyle = `
:root {
  --bg: #f6f7f9;
  --panel: #ffffff;
  --line: #e3e6ea;
  --text: #14181d;
  --dim: #59636e;
  --link: #2867ae;
  --good: #1d6f42;
  --bad: #a8410a;
  --code: #eef1f4;
  --font: system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace;
}

@media (prefers-color-scheme: dark) {
  :root {
    --bg: #0f1317;
    --panel: #14181d;
    --line: #262c33;
    --text: #e8ebee;
    --dim: #9aa5b1;
    --link: #6cb0f2;
    --good: #62c78c;
    --bad: #ffa366;
    --code: #1c2229;
  }
}

*, ::before, ::after { box-sizing: border-box; }
html { scroll-padding-top: 24px; }
body {
  margin: 0 auto;
  padding: 0 24px 96px;
  max-width: 1180px;
  display: grid;
  grid-template-columns: 260px minmax(0, 1fr);
  column-gap: 56px;
  background: var(--bg);
  color: var(--text);
  font: 15px/1.55 var(--font);
}

h1, h2, h3, h4, h5, p, dl, dd, ul, pre { margin: 0; }
h1 { font-size: 30px; line-height: 1.2; letter-spacing: -0.02em; }
h2 { font-size: 22px; line-height: 1.3; letter-spacing: -0.01em; }
h3 { font-size: 16px; line-height: 1.5; }
h4 { margin: 28px 0 8px; font-size: 13px; color: var(--dim); }
h4 + h5 { margin-top: 12px; }
h5 { margin: 32px 0 10px; font-size: 15px; }
a { color: var(--link); text-underline-offset: 3px; }
a:not(:hover) { text-decoration-color: color-mix(in srgb, currentColor 40%, transparent); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 3px; border-radius: 3px; }
code { font: 0.9em/1.5 var(--mono); overflow-wrap: break-word; }

.skip { position: absolute; left: 24px; top: -64px; padding: 8px 14px; background: var(--panel); border-radius: 6px; }
.skip:focus { top: 12px; z-index: 1; }

header { grid-column: 1 / -1; padding: 48px 0 32px; border-bottom: 1px solid var(--line); }
header p { margin-top: 10px; max-width: 68ch; color: var(--dim); }
.facts { margin-top: 24px; display: grid; gap: 8px; }
.facts div { display: grid; grid-template-columns: 120px minmax(0, 1fr); }
.facts dt { color: var(--dim); }

nav { padding: 32px 0; position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; font-size: 14px; }
nav ul { padding: 0; list-style: none; }
nav ul ul { margin: 4px 0 18px; font-size: 12.5px; }
nav a { display: block; padding: 3px 0; text-decoration: none; }
nav a:hover { text-decoration: underline; }
nav > ul > li > a { color: var(--text); font-weight: 600; }
nav li li a { color: var(--dim); }
nav b { font: 600 10px/1 var(--mono); }

main { min-width: 0; padding-top: 32px; }
section + section { margin-top: 72px; }
.key { margin-top: 4px; color: var(--dim); }
article { margin-top: 20px; padding: 24px 28px 28px; background: var(--panel); border: 1px solid var(--line); border-radius: 10px; }
article > p { margin-top: 6px; }
article > h3 + dl { margin-top: 14px; }
h3 b { margin-right: 4px; padding: 2px 7px; border-radius: 5px; font: 600 12px/1.5 var(--mono); color: var(--panel); background: var(--dim); }
h3 b.post { background: var(--link); }

.fields, .answers { border-top: 1px solid var(--line); }
.fields > div, .answers > div { padding: 10px 0; border-bottom: 1px solid var(--line); display: grid; gap: 2px 24px; }
.fields > div { grid-template-columns: minmax(0, 5fr) minmax(0, 8fr); }
.answers > div { grid-template-columns: 48px minmax(0, 1fr); }
.fields dt code { font-weight: 600; }
.required, .needed { margin-left: 4px; font-size: 12px; color: var(--dim); }
.required { color: var(--bad); }
.type { display: block; font-size: 13px; color: var(--dim); }
.good { color: var(--good); }
.bad { color: var(--bad); }

pre { padding: 14px 16px; overflow-x: auto; background: var(--code); border-radius: 8px; font-size: 14px; }
dd pre { margin: 8px 0 4px; }
.answers + pre { margin-top: 12px; }
details { margin-top: 12px; }
summary { cursor: pointer; font-size: 13px; color: var(--dim); }
details > dl, details > p { margin-top: 8px; }

.alone { grid-column: 1 / -1; max-width: 68ch; padding-top: 64px; }
.alone h2 { margin-top: 32px; }
.alone p { margin-top: 12px; }
.alone ul { margin-top: 8px; padding-left: 20px; }
.alone li + li { margin-top: 8px; }

@media (max-width: 860px) {
  body { display: block; padding: 0 16px 64px; }
  header { padding: 32px 0 24px; }
  nav { position: static; max-height: none; padding: 24px 0 0; }
  nav > ul { display: flex; flex-wrap: wrap; gap: 4px 20px; }
  nav ul ul { display: none; }
  nav > ul > li > a { padding: 6px 0; color: var(--link); }
}

@media (max-width: 560px) {
  article { margin-left: -16px; margin-right: -16px; padding: 20px 16px; border-radius: 0; border-left: 0; border-right: 0; }
  .fields > div, .facts div { grid-template-columns: minmax(0, 1fr); }
}

@media print {
  nav, .skip { display: none; }
  body { display: block; }
  article { break-inside: avoid-page; }
}
`
