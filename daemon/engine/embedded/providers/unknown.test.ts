import { expect, it } from 'vitest'
import { saysUnknown } from './unknown.ts'

it.each([
  // Node and undici
  'socket hang up', 'read ECONNRESET', 'write EPIPE', 'fetch failed', 'terminated', 'TypeError: terminated', 'other side closed', 'aborted', 'Premature close',
  'The operation was aborted', 'This operation was aborted', 'The operation was aborted due to timeout', 'UND_ERR_SOCKET', 'connect ETIMEDOUT 10.0.0.1:443',
  'Unexpected end of JSON input', `Unexpected token '<', "<html>\n<h"... is not valid JSON`, 'NetworkError when attempting to fetch resource.',
  'a network error: invalid response', 'lost on the network',
  // Go
  'unexpected EOF', 'Post "https://ec2.eu-central-1.amazonaws.com/": EOF', 'Put "https://x.example/v1/a": write tcp 10.0.0.1:5: write: broken pipe',
  'context deadline exceeded', 'Post "https://x.example": context canceled', 'net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
  'read tcp 10.0.0.1:5->10.0.0.2:443: read: connection reset by peer', 'http2: client connection lost', 'use of closed network connection',
  'http: server closed idle connection', 'timeout while waiting for state to become \'available\'',
  'http2: server sent GOAWAY and closed the connection; LastStreamID=1999, ErrCode=NO_ERROR', 'stream error: stream ID 7; INTERNAL_ERROR',
  // gRPC
  'rpc error: code = Unavailable desc = transport is closing', 'rpc error: code = DeadlineExceeded desc = took too long', '14 UNAVAILABLE: Connection dropped', '13 INTERNAL: it broke',
  'rpc error: code = Internal desc = it broke', 'error reading from server: EOF', 'the plugin exited unexpectedly',
  // services and proxies
  '500 Internal Server Error', '502 Bad Gateway', '503 Service Unavailable', '504 Gateway Timeout', 'googleapi: Error 503: Backend Error, backendError',
  'ServiceUnavailable: try again, status code: 503, request id: 1', 'autorest: StatusCode=500 -- Original Error', 'HTTP/1.1 502', 'HTTP 500',
  'InternalError: We encountered an internal error. Please try again.', 'InternalFailure', 'upstream connect error or disconnect/reset before headers',
  // in the provider's own words
  'The sandbox did not answer to POST sites (other side closed): whether it was done is not known.', 'the outcome is unknown',
])('asks a person after %j', (message) => {
  expect(saysUnknown(message)).toBe(true)
  expect(saysUnknown(`creating web: ${message}`)).toBe(true)
})

it.each([
  '409 already exists', '403', '403 Forbidden', 'quota exceeded', 'AccessDenied: User is not authorized to perform s3:CreateBucket, status code: 403',
  'googleapi: Error 409: The resource \'projects/shop/global/networks/default\' already exists, alreadyExists',
  'creating EC2 Network Interface: InvalidParameterValue: invalid subnet', 'googleapi: Error 403: Quota \'NETWORKS\' exceeded. Limit: 5.0 globally.',
  'BucketAlreadyOwnedByYou', '400 Bad Request', '422 Unprocessable Entity', '429 Too Many Requests', 'InvalidAMIID.NotFound', 'replicas: 500 replicas: a site has 1 to 10',
  'disk of 500 GB is larger than 100 GB', 'listen on port 503: not allowed', 'IncorrectInstanceState: the instance i-1 is terminated and can not be started',
  'connect ECONNREFUSED 127.0.0.1:9041', 'getaddrinfo ENOTFOUND api.example', 'certificate has expired', 'the name is taken', 'the sandbox refused',
  'sites/web was not created: A fault was set for this.', 'the policy is not valid JSON', 'Cannot read properties of undefined (reading \'id\')',
  'geof is no shape', 'no connection string is given', 'the internal name is wrong',
])('takes %j for what it says', (message) => {
  expect(saysUnknown(message)).toBe(false)
})
