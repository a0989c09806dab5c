import { html } from 'hono/html'
import type { Cloud } from '../cloud.ts'

export type Markup = ReturnType<typeof html>
/** What was just done, or why it was not. */
export type Said = { tone: 'safe' | 'danger', text: string }

const rooms = [['/', 'Overview'], ['/console/sites', 'Sites'], ['/console/databases', 'Databases'], ['/console/routes', 'Routes'], ['/console/calls', 'Calls']] as const

/** The frame of every page. It says on every page that nothing here is a real cloud. */
export function layout(cloud: Cloud, page: { title: string, here: string, said: Said | undefined, body: Markup }): Markup {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title} · Sandbox cloud</title>
<link rel="stylesheet" href="/console/console.css"><link rel="icon" href="/console/mark.svg" type="image/svg+xml">
<script src="/console/console.js" defer></script>
</head>
<body data-revision="${cloud.revision}">
<a class="skip" href="#main">Skip to the content</a>
<header class="top"><div>
  <a class="brand" href="/"><svg viewBox="0 0 24 24" aria-hidden="true"><path d="M7 18h10a4 4 0 0 0 .6-7.95A6 6 0 0 0 6.1 9.1 4.5 4.5 0 0 0 7 18Z" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round"/></svg>Sandbox cloud</a>
  <nav aria-label="Console">${rooms.map(([address, name]) => html`<a href="${address}" ${page.here === address ? html`aria-current="page"` : ''}>${name}</a>`)}</nav>
  <span class="tag caution notice">▲ Sandbox: everything here is on this machine</span>
</div></header>
<main id="main">
${page.said ? html`<p class="said ${page.said.tone}" role="status">${page.said.tone === 'safe' ? '✓' : '✕'} ${page.said.text}</p>` : ''}
${page.body}
</main>
<footer>A sandbox to try changes on. What you edit here is drift: the program that manages these resources doesn’t know of it.</footer>
</body>
</html>`
}

/** Bytes in the unit that reads best. */
export function bytes(count: number): string {
  if (count < 1 << 20) return `${Math.round(count / 1024)} KB`
  return `${(count / (1 << 20)).toFixed(count < 10 << 20 ? 1 : 0)} MB`
}
