/**
 * Ten jobs as people do them, each in two ways on the same sandbox: with Countersign (sidebar and terminal), and with the sandbox's own
 * console and the `pulumi` command. Both lists are carried out for real; what they take is counted while that is done.
 */
export type Act =
  /** A message in the sidebar; `approve` where it becomes a plan: press, code, press. */
  | { readonly say: string, readonly approve?: boolean }
  /** A button of the sidebar, by its words; in the card of a run (`of`) where it belongs to one. Scrolling is counted on neither side. */
  | { readonly press: string, readonly of?: string, readonly approve?: boolean }
  /** A command in a terminal. */
  | { readonly type: string }
  /** A page of the console, by its address from where a person is: one press on a link each. */
  | { readonly open: string }

export interface Job {
  readonly name: string
  readonly countersign: readonly Act[]
  readonly otherwise: readonly Act[]
}

/** Where the program lies, and the stack: once a day, in the first job that types a command. */
const there: Act[] = [{ type: 'cd ~/.countersign/sandbox/shop' }, { type: 'pulumi stack select dev' }]
const deployed: Act[] = [{ type: 'pulumi preview' }, { type: 'pulumi up --yes --skip-preview' }]

export const jobs: readonly Job[] = [
  { name: 'see what is running', countersign: [{ press: 'What is running?' }], otherwise: [{ open: '/' }] },
  {
    name: 'see what a site needs, and who changed it last', countersign: [{ say: 'explain site web' }],
    otherwise: [{ open: '/console/sites' }, { open: '/console/sites/web' }, { open: '/console/calls' }],
  },
  {
    name: 'scale a site to 3 replicas, looked at before', countersign: [{ say: 'scale the shop to 3', approve: true }],
    otherwise: [...there, { type: 'pulumi config set replicas 3' }, ...deployed, { open: '/console/sites' }, { open: '/console/sites/web' }],
  },
  {
    name: 'take that back', countersign: [{ press: 'Undo', of: 'run-1', approve: true }],
    otherwise: [{ type: 'pulumi config set replicas 2' }, ...deployed, { open: '/console/sites/web' }],
  },
  {
    name: 'know what a change would do, without making it', countersign: [{ say: 'what if replicas were 5' }],
    otherwise: [{ type: 'pulumi config set replicas 5' }, { type: 'pulumi preview --diff' }, { type: 'pulumi config set replicas 2' }],
  },
  {
    name: 'two settings at once', countersign: [{ say: 'set cartReplicas to 2 and banner to Sale', approve: true }],
    otherwise: [
      { type: 'pulumi config set cartReplicas 2' }, { type: 'pulumi config set banner Sale' }, ...deployed,
      { open: '/console/sites/cart' }, { open: '/console/sites/web' },
    ],
  },
  {
    name: 'switch a part off', countersign: [{ say: 'turn search off', approve: true }],
    otherwise: [{ type: 'pulumi config set search false' }, ...deployed, { open: '/console/sites' }, { open: '/console/routes' }],
  },
  {
    name: 'find out what somebody changed by hand', countersign: [{ press: 'Any drift?' }],
    otherwise: [{ type: 'pulumi refresh --preview-only --diff' }],
  },
  {
    name: 'what changed today, and by whom', countersign: [{ press: 'What changed today?' }],
    otherwise: [{ type: 'pulumi stack history --show-secrets=false' }, { open: '/console/calls' }],
  },
  {
    name: 'everything back to how the day began', countersign: [
      { press: 'Undo', of: 'run-4', approve: true }, { press: 'Undo', of: 'run-3', approve: true },
    ],
    otherwise: [
      { type: 'pulumi config set cartReplicas 1' }, { type: 'pulumi config rm banner' }, { type: 'pulumi config rm search' }, ...deployed,
      { open: '/console/sites' },
    ],
  },
]
