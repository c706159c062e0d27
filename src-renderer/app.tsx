// The app: providers around the frame, and which page stands at which path. A new page is a line here and, where it
// belongs in the sidebar, a line in views/pages.ts.
import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { Route, Router, Switch } from 'wouter'
import { LiveProvider } from './live.tsx'
import { hrefs, useHashPath, useHashSearch } from './location.ts'
import { Toasts } from './parts/toasts.tsx'
import { BuildsPage } from './views/builds.tsx'
import { ChangesPage } from './views/changes.tsx'
import { DecisionsPage } from './views/decisions.tsx'
import { DefinitionsPage } from './views/definitions.tsx'
import { DeploymentsPage } from './views/deployments.tsx'
import { DropProvider } from './views/drop.tsx'
import { EnvironmentsPage } from './views/environments.tsx'
import { FindingsPage } from './views/findings.tsx'
import { Frame } from './views/frame.tsx'
import { HomePage } from './views/home.tsx'
import { ImportsPage } from './views/imports.tsx'
import { IncidentsPage } from './views/incidents.tsx'
import { IssuesPage } from './views/issues.tsx'
import { JournalPage } from './views/journal.tsx'
import { ListenerPage } from './views/listener.tsx'
import { NotFoundPage } from './views/not-found.tsx'
import { ReposPage } from './views/repos.tsx'
import { SettingsPage } from './views/settings.tsx'
import { StartPage } from './views/start.tsx'
import { VersionsPage } from './views/versions.tsx'

// The core is on this computer: it answers with or without a network, and pushes say when an answer has aged.
const queries = new QueryClient({
  defaultOptions: {
    queries: { networkMode: 'always', retry: false, staleTime: 30_000 },
    mutations: { networkMode: 'always', retry: false },
  },
})

const address = { hook: useHashPath, searchHook: useHashSearch, hrefs }

export function App() {
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queries}>
        <Router {...address}>
          <LiveProvider>
            <DropProvider>
              <Frame>
                <Switch>
                  <Route path="/" component={HomePage} />
                  <Route path="/start" component={StartPage} />
                  <Route path="/deployments" component={DeploymentsPage} />
                  <Route path="/incidents" component={IncidentsPage} />
                  <Route path="/changes" component={ChangesPage} />
                  <Route path="/environments" component={EnvironmentsPage} />
                  <Route path="/versions" component={VersionsPage} />
                  <Route path="/builds" component={BuildsPage} />
                  <Route path="/issues" component={IssuesPage} />
                  <Route path="/systems" component={ReposPage} />
                  <Route path="/imports" component={ImportsPage} />
                  <Route path="/listener" component={ListenerPage} />
                  <Route path="/quality" component={FindingsPage} />
                  <Route path="/journal" component={JournalPage} />
                  <Route path="/decisions" component={DecisionsPage} />
                  <Route path="/settings" component={SettingsPage} />
                  <Route path="/definitions" component={DefinitionsPage} />
                  <Route component={NotFoundPage} />
                </Switch>
              </Frame>
            </DropProvider>
          </LiveProvider>
        </Router>
        <Toasts />
      </QueryClientProvider>
    </CSPProvider>
  )
}
