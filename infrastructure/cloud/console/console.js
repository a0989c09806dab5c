// The console's only script: it keeps the page fresh, asks before a delete, and shows who answers a site.

// A page that says "2 replicas" after a run made it 3 would be wrong in the very moment that people look at it.
const revision = document.body.dataset.revision
const watch = async () => {
  try {
    const answer = await fetch('/console/revision', { cache: 'no-store' })
    const seen = await answer.json()
    const edited = document.querySelector('form[data-edited]') !== null
    if (String(seen.revision) !== revision && !edited) location.reload()
  } catch {
    document.body.dataset.offline = 'yes' // the sandbox is down: what is shown stays, and the next look tries again
  }
}
setInterval(() => { if (!document.hidden) void watch() }, 1500)

for (const form of document.querySelectorAll('form')) {
  form.addEventListener('input', () => { form.dataset.edited = 'yes' })
  form.addEventListener('submit', event => {
    const question = form.dataset.ask
    if (question && !confirm(question)) event.preventDefault()
  })
}

for (const button of document.querySelectorAll('button[data-knock]')) {
  button.addEventListener('click', async () => {
    for (let time = 0; time < 6; time++) {
      const answer = await fetch(button.dataset.knock, { cache: 'no-store' })
      const replica = answer.headers.get('x-replica')
      for (const dot of document.querySelectorAll('[data-replica]')) dot.classList.toggle('hit', dot.dataset.replica === replica)
      const count = document.querySelector(`[data-replica="${CSS.escape(replica ?? '')}"] b`)
      if (count) count.textContent = String(Number(count.textContent) + 1)
      await new Promise(resolve => setTimeout(resolve, 180))
    }
  })
}
