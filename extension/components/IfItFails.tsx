import type { JSX } from 'preact'
import type { PlanDocument } from '../../shared/plan.ts'
import { useDispatch, useSelected } from './panel-context.ts'
import { named, shown } from './words.ts'

/** What brings the world back, and the changes that nothing brings back, each to be wanted by name. */
export function IfItFails({ document }: { readonly document: PlanDocument }): JSX.Element {
  const dispatch = useDispatch()
  const { rollback, id } = document
  const ticked = useSelected(({ acknowledged }) => acknowledged[id])
  const verb = (change: string): string =>
    document.simulation.steps.flatMap(({ changes }) => changes).find((one) => one.id === change)?.operation === 'replace' ? 'Replacing' : 'Deleting'
  return (
    <section>
      <h3>If it fails</h3>
      <p class="muted">{shown(rollback.summary)}{rollback.automatic ? '' : ' Nothing is rolled back by itself: you are asked.'}</p>
      {rollback.irreversible.length > 0 && (
        <div class="ack" role="group" aria-label="What can’t be undone">
          {rollback.irreversible.map((change) => (
            <label key={change.id}>
              <input type="checkbox" checked={ticked?.includes(change.id) === true} data-ack={id}
                onChange={(event) => dispatch({ type: 'acknowledged', plan: id, change: change.id, ticked: event.currentTarget.checked })} />
              <span>{verb(change.id)} <b>{named(change.name)}</b> is what I want{change.why === '' ? '' : <span class="muted"> ({shown(change.why)})</span>}</span>
            </label>
          ))}
        </div>
      )}
    </section>
  )
}
