import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Device } from '../store/index.ts'
import { Tag } from './Tag.tsx'
import { usePanel } from './panel-context.ts'
import { moment } from './time.ts'
import { shown } from './words.ts'

function DeviceRow({ device }: { readonly device: Device }): JSX.Element {
  const { state, commands } = usePanel()
  const [sure, setSure] = useState(false)
  const own = device.id === state.status?.device
  return (
    <li class="record">
      <h2>{shown(device.name)}</h2>
      {device.revoked ? <Tag icon="cross">removed</Tag> : own ? <Tag tone="brand" icon="check">this browser</Tag> : <Tag tone="safe" icon="check">paired</Tag>}
      <p class="muted">
        {shown(device.person)} · paired {moment(device.pairedAt)}{device.lastSeen === undefined ? '' : `, last seen ${moment(device.lastSeen)}`}
        {device.origin === null ? ' · terminal' : ''}
      </p>
      {!device.revoked && (
        <div class="after">
          {sure
            ? (
                <>
                  <button type="button" class="button danger" onClick={() => commands.revoke(device.id)}>Remove {shown(device.name)}</button>
                  <button type="button" class="button" onClick={() => setSure(false)}>Keep it</button>
                </>
              )
            : <button type="button" class="plain" onClick={() => setSure(true)}>Remove…</button>}
        </div>
      )}
    </li>
  )
}

/** Who may ask and approve. What is removed can't do either from that moment on. */
export function Devices(): JSX.Element {
  const { state } = usePanel()
  return (
    <>
      <ul class="records">{state.records.devices.map((device) => <DeviceRow key={device.id} device={device} />)}</ul>
      <p class="muted">To add another, run <span class="chip">npx countersign pair</span> on the machine of the daemon.</p>
    </>
  )
}
