// The listener's pages as text: what is put into them is escaped, and nothing in them runs or is fetched from elsewhere.

/** What is HTML already; any other text is escaped. */
export interface Html {
  html: string
}

export function html(parts: TemplateStringsArray, ...values: (string | Html | Html[])[]): Html {
  const shown = values.map((value) => {
    if (typeof value === 'string') return escaped(value)
    return Array.isArray(value) ? value.map((one) => one.html).join('') : value.html
  })
  return { html: parts.reduce((all, part, i) => all + (shown[i - 1] ?? '') + part) }
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** What stands before the body of each page. `title` is shown by the window, `style` is where its style is. */
export function pageHead(title: string, style: string): Html {
  return html`<head>
    <meta charset="utf-8" />
    <meta
      http-equiv="Content-Security-Policy"
      content="default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"
    />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="robots" content="noindex" />
    <title>${title}</title>
    <link rel="stylesheet" href="${style}" />
  </head>`
}
