import { readFileSync } from 'node:fs'
import { Hono } from 'hono'
import type { Context } from 'hono'
import { html } from 'hono/html'
import { accept } from '../cloud.ts'
import type { Cloud } from '../cloud.ts'
import { fault } from '../faults.ts'
import { smallBody, strictHeaders } from '../guard.ts'
import { Refusal } from '../refusal.ts'
import { idOf, kinds } from '../resource.ts'
import { createForm, rehearsal } from './create-form.ts'
import { Csrf } from './csrf.ts'
import { bodyOf, count, readFields } from './form.ts'
import { layout } from './layout.ts'
import type { Markup, Said } from './layout.ts'
import { callList, databaseList, routeList, siteList } from './lists.ts'
import { resourcePage } from './resource-page.ts'

const assets = { 'console.css': 'text/css', 'console.js': 'text/javascript', 'mark.svg': 'image/svg+xml' } as const
const lists = { sites: siteList, databases: databaseList, routes: routeList }
const titles = { sites: 'Sites', databases: 'Databases', routes: 'Routes' }
/** A person who clicks here names no operation. */
const visitor = { actor: 'console', operation: null } as const

/** The web console: an address for each resource (`/console/sites/web`), so that a reader of the address knows the subject. */
export function webConsole(cloud: Cloud, origin: () => string): Hono {
  const app = new Hono()
  const csrf = new Csrf()
  app.use(strictHeaders)
  app.use(smallBody)

  for (const [file, type] of Object.entries(assets)) {
    const text = readFileSync(new URL(file, import.meta.url), 'utf8')
    app.get(`/console/${file}`, context => context.body(text, 200, { 'content-type': `${type}; charset=utf-8` }))
  }
  app.get('/console/revision', context => context.json({ sandbox: true, revision: cloud.revision }))

  const show = (context: Context, title: string, here: string, body: (field: string) => Markup) =>
    context.html(layout(cloud, { title, here, said: saidIn(context), body: body(csrf.field(context)) }))

  app.get('/', context => show(context, 'Overview', '/', field => html`
<div class="head"><div><h1>Everything in this sandbox</h1><p class="lede">Real listeners and real SQLite files on this machine, made to be changed, broken and put back.</p></div></div>
${siteList(cloud)}<div class="columns">${databaseList(cloud)}${rehearsal(cloud, field)}</div>${routeList(cloud)}`))
  app.get('/console/calls', context => show(context, 'Calls', '/console/calls', () => html`<h1>Calls</h1>${callList(cloud.calls.list(Math.max(0, cloud.calls.length - 200)))}`))

  app.post('/console/faults', async context => {
    const form = await readFields(context, csrf, origin())
    cloud.faults.arm(accept(fault, { mode: form['mode'], action: form['action'], milliseconds: 5000 }))
    return context.redirect('/?said=armed', 303)
  })

  for (const kind of kinds) {
    const here = `/console/${kind}`
    app.get(here, context => show(context, titles[kind], here, field => html`<h1>${titles[kind]}</h1>${lists[kind](cloud)}${createForm(cloud, kind, field)}`))
    app.post(here, async context => {
      const form = await readFields(context, csrf, origin())
      const { resource } = await cloud.create(kind, bodyOf(kind, form), visitor)
      return context.redirect(`/console/${idOf(resource)}?said=created`, 303)
    })
    app.get(`${here}/:name{.+}`, context => {
      const resource = cloud.get(kind, context.req.param('name'))
      return show(context, idOf(resource), here, field => resourcePage(cloud, resource, field))
    })
    app.post(`${here}/:name{.+}`, async context => {
      const name = context.req.param('name')
      const form = await readFields(context, csrf, origin())
      switch (form['do']) {
        case 'update': await cloud.update(kind, name, bodyOf(kind, form), visitor); break
        case 'fill': await cloud.fill(name, accept(count, form['count']), visitor); break
        case 'delete': await cloud.remove(kind, name, visitor); return context.redirect(`${here}?said=deleted`, 303)
        default: throw new Refusal('invalid', 'The form says neither update, fill nor delete; nothing was changed.', 'Reload the page.')
      }
      return context.redirect(`${here}/${name}?said=saved`, 303)
    })
  }
  app.onError((error, context) => {
    if (!(error instanceof Refusal)) throw error
    const body = html`<p class="lede">${error.hint}</p><p><a href="/">Back to the overview</a></p>`
    return context.html(layout(cloud, { title: 'Refused', here: '', said: { tone: 'danger', text: error.message }, body }), error.status)
  })
  return app
}

const said: Record<string, string> = { created: 'Created.', saved: 'Saved.', deleted: 'Deleted.', armed: 'Armed: it works once.' }
// Only one of our own sentences: an address that somebody sends around can't put words on this page.
function saidIn(context: Context): Said | undefined {
  const text = said[context.req.query('said') ?? '']
  return text === undefined ? undefined : { tone: 'safe', text }
}
