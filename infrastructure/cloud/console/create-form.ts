import { html } from 'hono/html'
import type { Cloud } from '../cloud.ts'
import type { Kind } from '../resource.ts'
import type { Markup } from './layout.ts'
import { option } from './resource-page.ts'

/** The form that creates a resource without a program. */
export function createForm(cloud: Cloud, kind: Kind, csrf: string): Markup {
  const inside = {
    sites: () => html`<label>Name<input name="name" required maxlength="40" pattern="[a-z]([a-z0-9\\-]*[a-z0-9])?"></label><label>Replicas<input name="replicas" type="number" min="1" max="10" value="1" required></label><label>Content<input name="content" maxlength="4000" required></label>`,
    databases: () => html`<label>Name<input name="name" required maxlength="40" pattern="[a-z]([a-z0-9\\-]*[a-z0-9])?"></label><label>Tier<select name="tier">${['small', 'medium', 'large'].map(tier => option(tier, 'small'))}</select></label>`,
    routes: () => html`<label>Path<input name="path" required maxlength="120" pattern="[a-z0-9\\-]+(/[a-z0-9\\-]+)*"></label><label>Leads to<select name="site" required>${cloud.list('sites').map(one => one.kind === 'sites' ? option(one.spec.name, '') : '')}</select></label>`,
  }
  return html`<section class="card"><header><h2>Create one here</h2><span class="muted">outside of any program</span></header><div class="inside">
<form class="row" method="post" action="/console/${kind}"><input type="hidden" name="csrf" value="${csrf}">${inside[kind]()}<button class="primary">Create</button></form></div></section>`
}

/** Rehearsing trouble: the next change fails, waits or loses its answer. */
export function rehearsal(cloud: Cloud, csrf: string): Markup {
  const armed = cloud.faults.list()
  return html`<section class="card"><header><h2>Rehearse trouble</h2><span class="muted">works once</span></header><div class="inside">
<form class="row" method="post" action="/console/faults"><input type="hidden" name="csrf" value="${csrf}">
<label>The next<select name="action"><option value="any">change</option><option>create</option><option>update</option><option>delete</option></select></label>
<label>will<select name="mode"><option value="fail">fail</option><option value="slow">take 5 seconds</option><option value="drop">be done, its answer lost</option></select></label><button>Arm</button></form>
${armed.length === 0 ? html`<p class="muted">Nothing is armed.</p>` : html`<p><span class="tag caution">▲ armed</span> ${armed.map(one => `${one.action === 'any' ? 'next change' : `next ${one.action}`}: ${one.mode}`).join(', ')}</p>`}
</div></section>`
}
