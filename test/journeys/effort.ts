/** What a job takes of a person: windows that they look into, pages that they load, and presses of a key or a button. */
export interface Effort { windows: Set<string>, pages: number, presses: number }

export const none = (): Effort => ({ windows: new Set(), pages: 0, presses: 0 })

/** One number for a job: each window, each page and each press counts once. */
export const total = ({ windows, pages, presses }: Effort): number => windows.size + pages + presses
