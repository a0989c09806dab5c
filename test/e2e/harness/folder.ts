import { rm } from 'node:fs/promises'

/**
 * Deletes a folder that a program used. On a busy machine what a browser started still writes there for some seconds after the browser
 * itself has ended, so a folder that is not empty yet is tried again, each time a little later, for about a minute in all.
 */
export const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 24, retryDelay: 200 })
