// For a person who follows the link that Versioner's GitHub Action writes into a job's summary: the listener shows nothing
// of the workspace, so the page says where to look. It is the same for everybody and whatever the link names.
import { stylePath } from './docs-page.ts'
import { html, pageHead } from './html.ts'

export const viewPage = html`<!doctype html>
  <html lang="en">
    ${pageHead('Reported to Shiplog', stylePath)}
    <body>
      <main class="alone">
        <h1>Reported to Shiplog</h1>
        <p>
          What the job reported is in the Shiplog of the computer that answers here. This address takes reports and
          shows nothing of them.
        </p>
        <h2>To look at it</h2>
        <ul>
          <li>
            On that computer open Shiplog and its <b>Deployments</b>, <b>Builds</b> or <b>Versions</b>; the version and
            the environment are those in the job’s summary. Where it runs as <code>shiplog serve</code>,
            <code>shiplog open</code> gives the link.
          </li>
          <li>
            With a key, <a href="/docs#getDeployments"><code>GET /deployments/</code></a> lists the deployments that
            were reported.
          </li>
        </ul>
      </main>
    </body>
  </html> `.html
