import { html } from 'hono/html'
import { described } from '../api.ts'
import type { Cloud } from '../cloud.ts'
import type { Resource } from '../resource.ts'
import { bytes } from './layout.ts'
import type { Markup } from './layout.ts'

type Facts = ReturnType<typeof described>
const singular = { sites: 'site', databases: 'database', routes: 'route' } as const

/** The page of one resource: what it is, what is true of it now, and the forms that change it behind its program's back. */
export function resourcePage(cloud: Cloud, resource: Resource, csrf: string): Markup {
  const facts = described(cloud, resource)
  const name = facts.kind === 'routes' ? facts.path : facts.name
  const address = `/console/${facts.kind}/${name}`
  const hidden = html`<input type="hidden" name="csrf" value="${csrf}">`
  return html`
<div class="head"><div><p class="crumbs"><a href="/console/${facts.kind}">${facts.kind}</a> / ${name}</p>
<h1>${facts.kind === 'routes' ? `/${name}` : name}</h1></div>${status(facts)}</div>
<div class="columns">
  <section class="card"><header><h2>What it is</h2><code>${facts.id}</code></header><div class="inside">${detail(facts)}
    <dl><dt>Created</dt><dd>${stamp(facts.created)}</dd><dt>Last changed</dt><dd>${stamp(facts.changed)}</dd>
    <dt>Created by</dt><dd>${facts.createdBy === null ? 'no operation named' : html`<code>${facts.createdBy}</code>`}</dd></dl></div></section>
  <section class="card"><header><h2>Change it here</h2><span class="muted">causes drift</span></header><div class="inside">
    <form method="post" action="${address}">${hidden}${fields(cloud, facts)}<div><button class="primary" name="do" value="update">Save</button></div></form>
    ${facts.kind === 'databases' ? html`<form class="row" method="post" action="${address}">${hidden}<label>Sample orders to add<input name="count" type="number" min="1" max="50000" value="100" required></label><button name="do" value="fill">Add</button></form>` : ''}
    <form method="post" action="${address}" data-ask="Delete ${singular[facts.kind]} ${name}? ${facts.kind === 'databases' ? 'Its rows can’t be brought back.' : ''}">${hidden}<div><button class="danger" name="do" value="delete">Delete ${singular[facts.kind]}</button></div></form>
  </div></section>
</div>`
}

function status(facts: Facts): Markup {
  switch (facts.kind) {
    case 'sites': return facts.listeners.length === facts.replicas ? html`<span class="tag safe">● serving</span>` : html`<span class="tag caution">▲ ${facts.listeners.length} of ${facts.replicas} replicas</span>`
    case 'databases': return facts.protected ? html`<span class="tag safe">● protected</span>` : html`<span class="tag">not protected</span>`
    case 'routes': return html`<a href="${facts.url}" target="_blank" rel="noreferrer">Open ${facts.url}</a>`
  }
}

function detail(facts: Facts): Markup {
  switch (facts.kind) {
    case 'sites': return html`<dl><dt>Replicas</dt><dd>${facts.replicas}</dd><dt>Content</dt><dd>${facts.content}</dd>
<dt>Banner</dt><dd>${facts.banner === '' ? '–' : facts.banner}</dd>
<dt>Database</dt><dd>${facts.database === null ? '–' : html`<a href="/console/databases/${facts.database}">${facts.database}</a>`}</dd>
<dt>Answers within</dt><dd>${facts.p95 === null ? 'nobody asked yet' : `${facts.p95.toFixed(1)} ms (95 of 100)`}</dd>
<dt>Address</dt><dd><a href="${facts.url}" target="_blank" rel="noreferrer">${facts.url}</a></dd></dl>
<div class="dots" aria-label="Replicas and how often each answered">${facts.listeners.map((one, index) => html`<span data-replica="${index + 1}">replica ${index + 1} · port ${one.port} · <b>${one.answered}</b></span>`)}</div>
<div><button type="button" data-knock="${facts.url}">Ask it six times</button></div>`
    case 'databases': return html`<dl><dt>Tier</dt><dd>${facts.tier}</dd><dt>Rows</dt><dd>${facts.rows.toLocaleString('en')}</dd>
<dt>Size</dt><dd>${bytes(facts.bytes)} of ${bytes(facts.room)}</dd><dt>Encoding</dt><dd>${facts.encoding}, fixed at creation</dd>
<dt>Deletion</dt><dd>${facts.protected ? 'refused while it is protected' : 'allowed'}</dd></dl>
<progress max="${facts.room}" value="${facts.bytes}" aria-label="Room used"></progress>`
    case 'routes': return html`<dl><dt>Path</dt><dd>/${facts.path}</dd><dt>Leads to</dt><dd><a href="/console/sites/${facts.site}">${facts.site}</a></dd></dl>`
  }
}

function fields(cloud: Cloud, facts: Facts): Markup {
  switch (facts.kind) {
    case 'sites': return html`<label>Replicas<input name="replicas" type="number" min="1" max="10" value="${facts.replicas}" required></label>
<label>Content<textarea name="content" maxlength="4000">${facts.content}</textarea></label><label>Banner<input name="banner" maxlength="200" value="${facts.banner}"></label>`
    case 'databases': return html`<label>Tier<select name="tier">${['small', 'medium', 'large'].map(tier => option(tier, facts.tier))}</select></label>
<label class="check"><input type="checkbox" name="protected" ${facts.protected ? 'checked' : ''}>Refuse deletion</label>`
    case 'routes': return html`<label>Leads to<select name="site">${cloud.list('sites').map(one => one.kind === 'sites' ? option(one.spec.name, facts.site) : '')}</select></label>`
  }
}

export const option = (value: string, chosen: string): Markup => html`<option ${value === chosen ? 'selected' : ''}>${value}</option>`

const stamp = (time: string): Markup => html`<time datetime="${time}">${time.slice(0, 19).replace('T', ' ')} UTC</time>`
