import { html } from 'hono/html'
import type { SiteSpec } from './resource.ts'

/** The page that a replica serves: the site's content as text, the replica that answered, and that all of it is a sandbox. */
export function renderSite(spec: SiteSpec, replica: { number: number, port: number, rows: number | null }): string {
  const rows = spec.database === null ? 'no database' : replica.rows === null ? `database ${spec.database} is gone` : `${replica.rows.toLocaleString('en')} rows in ${spec.database}`
  return String(html`<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${spec.name} (sandbox)</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:38rem;margin:12vh auto;padding:0 1rem;color-scheme:light dark}mark{padding:.2em .6em;border-radius:.4em}small{opacity:.7}</style>
${spec.banner === '' ? '' : html`<p><mark>${spec.banner}</mark></p>`}
<h1>${spec.name}</h1>
<p>${spec.content}</p>
<p><small>Sandbox · replica ${replica.number} on port ${replica.port} · ${rows}</small></p>
</html>`)
}
