import { html } from 'hono/html'
import { described } from '../api.ts'
import type { Cloud } from '../cloud.ts'
import type { Call } from '../calls.ts'
import { bytes } from './layout.ts'
import type { Markup } from './layout.ts'

type Described<K> = Extract<ReturnType<typeof described>, { kind: K }>
const all = <K extends 'sites' | 'databases' | 'routes'>(cloud: Cloud, kind: K) =>
  cloud.list(kind).map(one => described(cloud, one)).filter((one): one is Described<K> => one.kind === kind)

export function siteList(cloud: Cloud): Markup {
  const sites = all(cloud, 'sites')
  return table('Sites', 'A deployed program, or the form on the Sites page, makes the first one.', ['Site', 'Status', 'Database', 'Replicas'], sites.map(one => html`
<tr><td><b><a href="/console/sites/${one.name}">${one.name}</a></b></td>
<td>${one.listeners.length === one.replicas ? html`<span class="tag safe">● serving</span>` : html`<span class="tag caution">▲ ${one.listeners.length} of ${one.replicas}</span>`}</td>
<td>${one.database ?? '–'}</td><td class="number">${one.replicas}</td></tr>`))
}

export function databaseList(cloud: Cloud): Markup {
  const databases = all(cloud, 'databases')
  return table('Databases', 'None yet.', ['Database', 'Tier', 'Rows', 'Size'], databases.map(one => html`
<tr><td><b><a href="/console/databases/${one.name}">${one.name}</a></b> ${one.protected ? html`<span class="tag">protected</span>` : ''}</td>
<td>${one.tier}</td><td class="number">${one.rows.toLocaleString('en')}</td><td class="number">${bytes(one.bytes)}</td></tr>`))
}

export function routeList(cloud: Cloud): Markup {
  const routes = all(cloud, 'routes')
  return table('Routes', 'None yet.', ['Path', 'Leads to', 'Open'], routes.map(one => html`
<tr><td><b><a href="/console/routes/${one.path}">/${one.path}</a></b></td><td><a href="/console/sites/${one.site}">${one.site}</a></td><td class="number"><a href="${one.url}" target="_blank" rel="noreferrer">${one.url}</a></td></tr>`))
}

/** The newest calls first: who changed what, under which operation. */
export function callList(calls: readonly Call[]): Markup {
  return table('Calls that change something', 'No call was received yet.', ['Call', 'Resource', 'By', 'Operation', 'Outcome'], calls.toReversed().map(call => html`
<tr><td>${call.sequence} · ${call.action}<br><span class="muted"><time datetime="${call.time}">${call.time.slice(0, 19).replace('T', ' ')}</time></span></td>
<td><code>${call.kind}/${call.name}</code></td><td>${call.actor === 'console' ? 'this console' : 'the API'}</td><td><code>${call.operation ?? '–'}</code></td>
<td class="number"><span class="tag ${call.outcome === 'done' ? 'safe' : 'caution'}">${call.outcome}</span></td></tr>`))
}

function table(title: string, empty: string, columns: readonly string[], rows: readonly Markup[]): Markup {
  if (rows.length === 0) return html`<section class="card"><header><h2>${title}</h2></header><p class="empty">${empty}</p></section>`
  const numeric = new Set(['Replicas', 'Rows', 'Size', 'Open', 'Outcome'])
  return html`<section class="card"><header><h2>${title}</h2><span class="muted">${rows.length}</span></header><div class="scroll"><table>
<thead><tr>${columns.map(column => html`<th scope="col" class="${numeric.has(column) ? 'number' : ''}">${column}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div></section>`
}
