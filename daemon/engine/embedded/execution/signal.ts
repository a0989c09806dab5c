/** Something that happens once and that others wait for. */
export class Signal {
  readonly raised: Promise<void>
  raise!: () => void

  constructor() {
    this.raised = new Promise((resolve) => {
      this.raise = resolve
    })
  }
}
