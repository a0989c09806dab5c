import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OPERATIONS, classify, effectOf } from './index.ts'

const effectsOf = (...messages: string[]): string[] => messages.map(
  (message) => `${classify(message).category} ${classify(message).effect}: ${message}`
)
const all = (reading: string, ...messages: string[]): void => expect(effectsOf(...messages)).toEqual(
  messages.map((message) => `${reading}: ${message}`)
)

describe('the first light of the product', () => {
  it('reads what the main job says', () => {
    expect(classify('scale the shop to 3 replicas')).toMatchObject(
      { effect: 'change', operation: 'scale', target: 'shop', parameters: { replicas: 3 }, requiresApproval: true }
    )
    expect(classify('set replicas to 3')).toMatchObject({ effect: 'change', operation: 'scale', parameters: { replicas: 3 } })
    expect(classify('undo that')).toMatchObject({ effect: 'change', operation: 'undo' })
    expect(classify('what would happen if I set replicas to 5?')).toMatchObject({ effect: 'read', operation: 'simulate' })
    all(
      'infrastructure read', 'what is running?', 'what changed today?', 'explain this resource', 'show the shop',
      'why did the last change fail?'
    )
  })
})

describe('language', () => {
  it('takes a question about a change for a question', () => {
    all(
      'infrastructure read', 'how do I delete a pod', 'can I delete the old bucket?', 'what happens if the database is dropped?',
      'is it safe to restart the api', 'wie lösche ich einen Pod?'
    )
  })
  it('takes a polite or indirect order for an order', () => {
    all(
      'infrastructure change', 'could you please restart the api?', 'I\'d like the cache gone', 'we need two more replicas',
      'the api needs to be restarted', 'would you mind stopping the worker', 'there should be 5 replicas of web'
    )
  })
  it('obeys a negation, and what is asked for beside it', () => {
    all('infrastructure read', 'don\'t delete, just list', 'do not restart the db', 'don\'t delete the pods, just list them')
    all('infrastructure change', 'don\'t forget to restart the api', 'don\'t restart it, delete the pod')
  })
  it('takes the worst of several orders', () => {
    expect(classify('show me the pods and then delete the failed ones').operation).toBe('delete')
    expect(classify('list the buckets, then restart web').operation).toBe('restart')
  })
  it('leaves conversation alone', () => {
    all(
      'general read', 'What is the capital of France?', 'how do I reverse a list in python', 'turn off the lights in the kitchen',
      'write a poem about servers', 'hello', 'tell me a joke'
    )
  })
  it('fills a follow-up from the message before', () => {
    const previous = [classify('scale the web deployment to 3 replicas')]
    expect(classify('make it five', { previous })).toMatchObject({ operation: 'scale', target: 'web', parameters: { replicas: 5 } })
    expect(classify('and the api too', { previous })).toMatchObject({ operation: 'scale', target: 'api' })
    expect(classify('and staging too', { previous })).toMatchObject({ effect: 'change', operation: 'scale', target: 'staging' })
  })
  it('takes "this" from the page', () => {
    expect(
      classify('restart this', { page: { provider: 'aws', kind: 'instance', id: 'i-0abc' } })
    ).toMatchObject({ target: 'i-0abc', service: 'aws', effect: 'change' })
  })
})

describe('command lines', () => {
  it('knows the reads that hand out credentials or change local state', () => {
    all('infrastructure change', 'aws sts get-session-token', 'aws sts assume-role --role-arn arn:aws:iam::1:role/x', 'kubectl config set-context --current --namespace=x', 'kubectl port-forward svc/web 8080:80',
      'kubectl exec -it web -- ls', 'kubectl cp web:/tmp/x .', 'az aks get-credentials -g a -n b', 'gcloud auth print-access-token', 'pulumi stack select prod')
  })
  it('takes the worst part of a composite line', () => {
    all(
      'infrastructure change', 'kubectl get pods -o name | xargs kubectl delete', 'ls && rm -rf build',
      'find . -name "*.log" -exec rm {} \\;', 'bash -c "kubectl delete ns x"', 'echo $(kubectl delete pod x)',
      'kubectl get pods; frobnicate'
    )
    all(
      'infrastructure read', 'kubectl get pods | grep web | wc -l', 'terraform plan -out=x', 'kubectl apply -f x.yaml --dry-run=server',
      'aws s3 ls | sort'
    )
  })
  it('reads SQL by what it does, not by its first word', () => {
    all(
      'infrastructure change', 'WITH a AS (SELECT 1) DELETE FROM t', 'EXPLAIN ANALYZE DELETE FROM t WHERE a = 1',
      'SELECT * INTO backup FROM t', 'select 1; drop table t', 'ALTER WAREHOUSE wh SUSPEND'
    )
    all(
      'infrastructure read', 'select * from orders where note = \'drop table x\'', 'EXPLAIN DELETE FROM t', 'SHOW TABLES IN SCHEMA public'
    )
  })
  it('does not take a sentence about a tool for a command', () => {
    all('infrastructure read', 'kubectl is slow today', 'docker container exits immediately', 'why does terraform destroy fail')
  })
})

describe('whatever is typed', () => {
  const pieces = fc.constantFrom(
    'kubectl ', 'delete ', 'the ', '"', '\'', '`', '$(', ')', '<<EOF\n', '|', '&&', ';', '\\', '-- ', 'with a as (', 'select ', 'don\'t ',
    'and ', ', ', 'to ', '5 ', '\u0000', '\ud800', 'لا', '删除', ' '.repeat(50), '(((((', '-'.repeat(40), 'please ', 'can you '
  )
  it('never throws and always answers in the vocabulary', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 400 }), fc.array(pieces, { maxLength: 400 }).map((parts) => parts.join(''))), (text) => {
      const found = classify(text)
      expect(found.operation in OPERATIONS).toBe(true)
      expect(found.effect).toBe(effectOf(found.operation))
      expect(found.requiresApproval).toBe(found.effect === 'change')
      expect(found.confidence >= 0 && found.confidence <= 1).toBe(true)
    }), { numRuns: 500, seed: 7 })
  })
  it('reads the same text the same way every time', () => {
    for (const text of ['restart web', 'kubectl get pods', 'hello']) expect(classify(text)).toEqual(classify(text))
  })
  it('needs no more than a few times longer for twice the text, on the texts that pattern engines choke on', () => {
    // Steps can't be counted from outside, so the longest text is simply run many times: with an exponential pattern this would never end.
    for (
      const part of [
        'a', ' ', '-', '"', '(', 'and ', 'can you ', 'please ', '$(', '`a', 'select ', '<', 'x.', 'no ', 'what if ', ',', '1,', '\'',
        'the the ', 'or replace ', 'explain ', '/*', '--', 'temp ', 'is there a ', 'needs to be ',
      ]
    ) {
      classify(part.repeat(Math.ceil(12_000 / part.length)))
      classify('create ' + part.repeat(2000) + 'x')
      classify('what ' + part.repeat(2000) + '?')
    }
  })
})
