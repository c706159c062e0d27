// The one page shown to a browser that has no session: what happened and how to get in. Plain text in HTML, no script.
export const strangerPage = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Shiplog</title>
<h1>This page needs its link</h1>
<p>Shiplog shows itself only to a browser that opened the link it printed, and each link works once.</p>
<p>Run <code>shiplog open</code> in a terminal for a new link.</p>
</html>
`
