import { createServer } from 'node:http'

/** A page on loopback to look at. */
export async function servePage(html: string): Promise<{ readonly address: string, close(): Promise<void> }> {
  const server = createServer((_request, response) => void response.setHeader('content-type', 'text/html').end(html))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    address: `http://127.0.0.1:${address.port}/`,
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}
