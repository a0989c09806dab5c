import type { Page } from 'playwright-core'
import type { Product } from './product.ts'

/** What a person does in the sidebar and at their terminal, in their own words, so that a journey reads as one. */
export interface Person {
  readonly panel: Page
  /** Types the code that the terminal shows. */
  pair(code?: string): Promise<void>
  /** Types a message and sends it. */
  ask(text: string): Promise<void>
  /** Waits for the approval card and presses Approve; returns the code that the terminal shows for it. */
  press(): Promise<string>
  /** Types a code into the six boxes and sends it. */
  type(code: string): Promise<void>
  /** Pairs the `countersign` command as a second device of the same person, for what is read beside the sidebar. */
  pairCommand(): Promise<void>
  /** Press, read, type. */
  approve(): Promise<void>
}

/** Milliseconds for what an engine or a browser has to do on a busy machine; nothing that passes comes near. */
export const patience = 180_000

export function personAt(panel: Page, product: Product): Person {
  panel.setDefaultTimeout(patience)
  const person: Person = {
    panel,
    async pair(code) {
      const shown = code ?? await product.terminal.pairingCode()
      await panel.getByLabel('Your name').fill('Ada')
      // box by box, as it is typed: the next one takes the focus by itself
      await panel.getByLabel('Symbol 1 of 8').pressSequentially(shown.slice(0, 1))
      await panel.keyboard.type(shown.replace('-', '').slice(1))
      await panel.getByRole('button', { name: 'Pair' }).click()
    },
    async ask(text) {
      const box = panel.getByLabel('Ask, or say what should change')
      await box.fill(text)
      await box.press('Enter')
    },
    async press() {
      const before = product.terminal.mark
      // of the newest message: an earlier one may have a plan that still waits, made anew after its first was refused
      await panel.locator('article.turn').last().getByRole('button', { name: 'Approve & Execute' }).click()
      return product.terminal.approvalCode(before)
    },
    async type(code) {
      await panel.getByLabel('Digit 1 of 6').click()
      await panel.keyboard.type(code)
      await panel.getByRole('region', { name: 'Countersign' }).getByRole('button', { name: 'Approve & Execute' }).click()
    },
    async pairCommand() {
      const before = product.terminal.mark
      const pairing = product.json('pair', '--person', 'Ada')
      pairing.type(await product.terminal.pairingCode(before))
      const { status, complaints } = await pairing.result
      if (status !== 0) throw new Error(`the command could not be paired: ${complaints}`)
    },
    async approve() {
      await person.type(await person.press())
    },
  }
  return person
}
