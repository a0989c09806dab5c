import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OPERATIONS, classify, effectOf } from './index.ts'
import { foreignVerb } from './language/foreign-verbs.ts'

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
  it('takes a request for an order, however much it looks like a question', () => {
    all('infrastructure change', 'would it be possible to raise the memory of api to 8 GB?', 'I was wondering if you could restart the gateway',
      'could we get the timeout increased?', 'is it possible for you to bump the disk limit to 50?', 'vm 100 is not responding, force stop it')
    all('infrastructure read', 'is it possible to rename a bucket?', 'would it be possible to see the logs of the api?', 'delete nothing, only list')
  })
  it('takes a report for a report, although it begins with an order\'s word', () => {
    all('infrastructure read', 'Rollback restores the wrong version', 'Restart of the daemon loses the queue', 'Delete returns 404 for an existing user',
      'Terraform destroyed the resources instead of updating them', 'docker pull stops halfway', 'Merge queue drops a pull request')
    all('infrastructure change', 'delete the pod that hangs', 'restart everything that is stuck', 'roll the deployment back')
  })
  it('takes what was done, and what goes on by itself, for a report', () => {
    all('infrastructure read', 'Upgrade to 3.4 failed', 'I raised the limit to 3 and it still restarts', 'the namespace then sat in Terminating', 'our nodes were replaced last night')
    all('infrastructure change', 'delete the pods stuck in Terminating', 'rerun the failed jobs', 'the cache should be cleared', 'all of the pods are broken, restart them')
  })
  it('obeys a negation, and what is asked for beside it', () => {
    all('infrastructure read', 'don\'t delete, just list', 'do not restart the db', 'don\'t delete the pods, just list them')
    all('infrastructure change', 'don\'t forget to restart the api', 'don\'t restart it, delete the pod')
  })
  it('hears of two orders the one that counts', () => {
    all('infrastructure change', 'don\'t merge PR 42, close it', 'check whether the api is healthy and if not restart it', 'run a plan and apply it')
    all('infrastructure read', 'don\'t scale it yet, only tell me what it would change', 'do not delete the pods, just list them')
  })
  it('names the thing, and not the words around it', () => {
    const targets = ['delete the file share shared-docs in resource group rg-prod', 'show the logs of the checkout pod', 'create an S3 bucket in eu-west-1', 'is it possible to delete an SQS queue?', 'update disk size']
    expect(targets.map((text) => classify(text).target)).toEqual(['shared-docs', 'checkout', 's3 bucket', 'queue', 'disk'])
  })
  it('names what the thing belongs to, where only that has a name', () => {
    const targets = ['take a backup of crm', 'what is wrong with the search-engine deployment in qa?', 'create a key with name jwt-signing in the vault kv-auth', 'install redis', 'set the timeout to 20 seconds on mysql-eu-1']
    expect(targets.map((text) => classify(text).target)).toEqual(['crm', 'search-engine', 'jwt-signing', 'redis', 'mysql-eu-1'])
  })
  it('takes the worst of several orders', () => {
    expect(classify('show me the pods and then delete the failed ones').operation).toBe('delete')
    expect(classify('list the buckets, then restart web').operation).toBe('restart')
  })
  it('reads orders, questions and trouble in languages with other letters, endings and no spaces', () => {
    all('infrastructure change', '给集群添加一个节点', 'パッチを適用する', '브랜치 삭제', 'удали старый сервер', 'smaž starý kontejner', 'Sunucuyu yeniden başlat')
    all('infrastructure read', '无法连接到集群', 'コンテナが起動しません', '브랜치 목록 표시', 'что такое namespace в kubernetes', 'desde ayer el servidor no responde')
    all('general read', '讲个笑话吧', '音楽は好き?', 'что такое любовь', 'yes ...')
  })
  it('knows the verbs of other languages in their forms, and what kind of look is asked for', () => {
    const said = { 'löscht alte Images': 'delete', 'gib die Adresse des Servers aus': 'get', 'Extrae la copia en el directorio': 'restore', 'Convertit le fichier': 'update', 'просканируй сеть': 'search',
      'muestra los registros del servicio': 'logs', 'Откатить развёртывание': 'rollback', '將檔案刪除': 'delete', 'पुराना सर्वर हटाएं': 'delete', 'den aktuellen Kontext anzeigen': 'get', 'Trouve les fichiers vides et les supprimer': 'delete' }
    for (const [text, operation] of Object.entries(said)) expect(classify(text).operation, text).toBe(operation)
  })
  it('takes no little word of another language for a verb, and a thing that is given out for a look', () => {
    expect(['una', 'met', 'da', 've', 'les', 'und', 'con'].map((word) => foreignVerb(word))).toEqual(Array.from({ length: 7 }, () => undefined))
    expect(classify('Gib die Adresse des Knotens aus').effect).toBe('read')
    expect(classify('Gib Petra Zugriff auf das Repository').operation).toBe('grant')
  })
  it('takes a "not" for a prohibition only where it belongs to the verb', () => {
    all('infrastructure change', 'Elimina los pods que no están en uso', '删除失败的任务', '사용되지 않는 볼륨을 제거', 'Lösche einen Branch (er darf nicht ausgecheckt sein)')
    all('infrastructure read', 'ne supprime pas le pod', 'Lösche den Pod nicht', '不要删除这个卷', '서버가 응답하지 않습니다')
  })
  it('takes a title that asks for a feature or names trouble for a report, and a proposal for an order', () => {
    all('infrastructure read', 'Support spot instances in node pools', '[bug] cordoned nodes still get pods', 'Impossible to delete the cluster with terraform', 'can we delete the bucket safely?')
    all('infrastructure change', 'can we promote the build from qa', 'nobody but us should read the bucket', 'I don\'t want the bucket to be public', 'log level ought to be error')
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
  it('takes what no table knows for a change, and a verb for what it means elsewhere', () => {
    all(
      'infrastructure change', 'git frobnicate', 'lxc-destroy web', 'doctl kubernetes cluster create x', 'frob --now', 'kubeadm reset', 'aws-vault exec dev',
      'systemctl frobnicate a.service', 'docker-machine rm test', 'vercel', 'etcdctl put a b'
    )
    all(
      'infrastructure read', 'doctl account get', 'cloudflared tunnel list', 'stern web --since 15m', 'rabbitmqctl list_users', 'gpg --list-keys', 'git notes list',
      'argocd app sync x --dry-run', 'az tag list --resource-id x', 'git symbolic-ref HEAD'
    )
  })
  it('takes an unknown program with a subcommand for a command, and three words of talk for talk', () => {
    all('infrastructure change', 'frob deploy web', 'mup stop', 'sudo frobnicate x', 'sudo iptables-restore rules.v4', 'gen-secret | docker secret create key -')
    all('general read', 'bye bye bot', 'nice to meet', 'oh come on')
    expect(classify('iptables-save').operation).toBe('export')
    expect(classify('oc adm top pods').operation).toBe('metrics')
    expect(classify('openssl x509 -in a.pem -noout -text').effect).toBe('read')
    expect(classify('openssl x509 -req -in a.csr -signkey a.key -out a.pem').effect).toBe('change')
  })
  it('reads by its options what a command does', () => {
    expect(classify('git push origin --delete old').operation).toBe('delete')
    expect(classify('git push origin :old')).toMatchObject({ operation: 'delete', target: 'old' })
    expect(classify('git rebase --abort').operation).toBe('stop')
    expect(classify('pg_dump shop > shop.sql').operation).toBe('export')
    expect(classify('kubectl get pods -o yaml > pods.yaml').operation).toBe('create')
    expect(classify('mysql -u root shop < shop.sql')).toMatchObject({ effect: 'change', operation: 'run' })
  })
  it('reads behind a group of commands the verb that stands there, and an unknown one as a change', () => {
    expect(classify('pulumi package remove aws').operation).toBe('delete')
    expect(classify('pulumi policy group ls').operation).toBe('list')
    expect(classify('pulumi env version rollback shop')).toMatchObject({ operation: 'rollback' })
    expect(classify('terraform state frobnicate x')).toMatchObject({ effect: 'change', operation: 'run' })
    expect(classify('terraform state rm -dry-run aws_vpc.main').effect).toBe('read')
    expect(classify('mkdir b c d e').effect).toBe('change')
  })
  it('reads a tool that it never heard of by the verb among its first words, wherever its flags stand', () => {
    const said = { 'openstack server create --image jammy vm-1': 'create', 'rails db:drop': 'delete', 'fly --target ci destroy-team -n web': 'delete', 'doppler projects delete shop': 'delete' }
    for (const [text, operation] of Object.entries(said)) expect(classify(text).operation, text).toBe(operation)
    expect(classify('ceph pg scrub 2.1f')).toMatchObject({ effect: 'change', operation: 'run' })
    all('infrastructure read', 'redis cluster failover stuck', 'il backup è fallito')
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
      expect(Object.hasOwn(OPERATIONS, found.operation)).toBe(true)
      expect(found.effect).toBe(effectOf(found.operation))
      expect(found.requiresApproval).toBe(found.effect === 'change')
      expect(found.confidence >= 0 && found.confidence <= 1).toBe(true)
    }), { numRuns: 500, seed: 7 })
  })
  it('takes a word that every object knows for a word', () => {
    const words = ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf']
    const frames = ['W', 'git W', 'gh pr W', 'kubectl rollout W x', 'helm W a-b', 'aws s3 W', 'az W list', 'docker W -x', 'pulumi stack W', 'systemctl W a.service', 'vault W -x',
      'argocd app W -x', 'nomad job W -x', 'doctl W -x', 'call a W', 'web W', 'W of web', 'the api needs to be W', 'ansible all -m W']
    for (const frame of frames) for (const word of words) {
      const text = frame.replace('W', word)
      expect(Object.hasOwn(OPERATIONS, classify(text).operation), text).toBe(true)
    }
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
