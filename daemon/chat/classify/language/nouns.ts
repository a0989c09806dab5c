import { wordsOfServices } from '../service.ts'
import { isOfLife } from './everyday.ts'
import { THINGS, weighed } from './things.ts'

/**
 * How much a word says that a message is about infrastructure. 2: hardly anything else. 1: infrastructure unless the rest speaks against
 * it.
 * 0.5: an everyday or a programming word as well; it needs company.
 */
const STRONG = 'syslog hosts subnetwork cidr-block kubeconfig codebase-deploy server servers vm vms loadbalancer firewall dns autoscaler '
  + 'autoscaling autoscale infra infrastructure devops microservice microservices nginx postgres postgresql redis kafka rabbitmq mongodb '
  + 'mysql elasticsearch '
  + 'prometheus grafana jenkins ansible systemd systemctl cron crontab subnet subnets ssh hostname daemon uptime prod production staging '
    + 'stg preprod qa uat canary kernel localhost endpoint endpoints yaml autoscalers sre datacenter '
  + 'apache haproxy envoy traefik argocd vault consul etcd rds gitlab jenkinsfile webhook webhooks cidr mysqld httpd php-fpm sshd ubuntu '
    + 'debian centos rhel linux bash shell chmod sudo iptables tomcat kibana datadog splunk newrelic pagerduty cloudflare '
  + 'blob blobs iac manifest manifests rollbacks healthcheck keypair bastion nat iops throughput autodeploy hotfix tenant failover '
    + 'atlantis terragrunt spinnaker crossplane karpenter linkerd fluxcd tekton knative packer vagrant cilium calico keda velero cert-manager external-dns externaldns vpa cni csi keycloak zookeeper cassandra influxdb clickhouse minio ceph longhorn buildah skaffold rancher rke rke2 kyverno trivy sonarqube artifactory opentelemetry otel jaeger zipkin thanos fluentd fluentbit logstash filebeat telegraf nagios zabbix saltstack proxmox vmware esxi vsphere openstack digitalocean linode heroku netlify vercel supabase databricks airflow dbt gitops devsecops observability logpush passthrough nodepool nodepools diskspace ssl tls webserver webservers fileserver mailserver circleci travisci buildkite '
    + 'provisioning misconfigured cve oom 502 503 504 backends drift urn urns countersign'
const FOREIGN = 'datenbank datenbanken instanz instanzen dienst dienste knoten umgebung speicher protokolle kosten netzwerk rechner '
  + 'bereitstellung warteschlange serveur serveurs conteneur conteneurs instances-de base-de-données données noeud nœud nœuds grappe '
  + 'journaux coûts sauvegarde réseau déploiement servidor servidores contenedor contenedores instancia instancias nodo nodos clúster '
  + 'registros costos costes copia-de-seguridad respaldo red despliegue despliegues entorno producción contêiner contêineres instância '
  + 'instâncias nó nós custos servidores-de rede implantação ambiente produção contenitore contenitori istanza istanze nodi registri '
  + 'costi rete ambienti produzione omgeving knooppunt kosten netwerk logboeken opslag produktion Produktion base bases banco datos '
  + 'répliques réplicas repliken repliche serwer сервер сервера сервис доступ кэш кеш машину машины приложение под поды кластер базу база 服务器 数据库 集群 '
  + 'zweig zweige abbild abbilder befehl befehls datei dateien verzeichnis verzeichnisse ordner skript webseite zertifikat '
  + 'zertifikate sicherung sicherungen zugriff zugriffsrechte arbeitsspeicher warteschlangen rechenzentrum lastverteiler '
  + 'commande fichier fichiers répertoire certificat certificats sauvegardes paquet paquets équilibreur utilisateurs accès '
  + 'rama ramas comando subcomando archivo archivos carpeta directorio certificado certificados cortafuegos paquete '
  + 'paquetes contraseña balanceador imágenes volúmenes permisos acceso usuarios máquina máquinas ramos arquivo arquivos '
  + 'diretório pacote pacotes senha fila imagens permissões usuários instâncias contêineres rami sottocomando cartella '
  + 'certificato certificati pacchetto pacchetti bilanciatore coda immagini accesso utenti macchina istanze takken opdracht '
  + 'bestand bestanden mappen certificaat pakket pakketten wachtwoord wachtrij toegang gebruikers afbeeldingen gałąź '
  + 'gałęzie polecenie polecenia podpolecenia plik pliki kontener kontenery kontenerów certyfikat pakiet bazy bazę danych '
  + 'klaster klastra klastrem węzeł kolejkę zapora uprawnienia użytkownika usługa usługę usługi ветку ветка ветки команда '
  + 'команды подкоманды файл файла файлы каталог контейнер контейнеры контейнера сертификат пакет пакеты базе базу данных '
  + 'кластере кластером кластеру узел узлов узлах очередь образы образ образа права пользователя службу сервис сервиса '
  + 'серверы логи логов диск том тома бэкап скрипт процессы репозиторий развёртывание деплой гілку гілки команди файлу '
  + 'файли контейнери сертифікат пакунки черга чергу образи користувача сервіс сервери журнал латку gren grenen kommando '
  + 'kommandot filer behållare avbildningar certifikat databasen servern servrar klustret lösenord tjänsten tjänst beholder '
  + 'containere filen mappe serveren servere tjenesten volumer haara haaran kontti kontit tiedosto tiedostot tietokanta '
  + 'palvelin palvelimen käyttäjä dalı dosya dosyalar dosyayı klasör dizin sunucu sunucular sunucuyu kapsayıcı '
  + 'kapsayıcıları küme kümeye veritabanı kullanıcı hizmet komut komutu imajları kuyruğu sertifika düğüm větev větve soubor '
  + 'soubory kontejner kontejnery uživatele příkazu ramură fișier fișiere imagini serverul comenzii kontainer cabang berkas '
  + 'perintah ágat szerver szervert parancs fájl διακομιστή εντολής βάση δεδομένων الخادم قاعدة البيانات الأمر ملف सर्वर '
  + 'कंटेनर फ़ाइल कमांड डेटाबेस'
const MEDIUM = 'database databases db dbs cluster clusters node nodes container containers instance instances bucket buckets queue '
  + 'queues stack stacks replica replicas deployment deployments deploy deploys environment environments env pipeline pipelines '
  + 'volume volumes snapshot snapshots backup backups secret secrets credentials credential permission permissions certificate '
    + 'certificates cert certs log logs metrics metric alert alerts alarm-rule storage cache caches api apis frontend backend '
  + 'configuration config configs registry repository repositories cpu latency hosts ports disk disks filesystem directory directories '
    + 'pid ip ips proxy gateway gateways dashboard incident outage '
  + 'resource resources rollout rollback migration migrations workload workloads quota quotas subscription subscriptions tags labels '
    + 'annotations artifact artifacts workspace workspaces providers warehouse route routes '
  + 'partition partitions shard shards indexes indices worker workers scheduler cronjob runner runners webapp website websites peering '
    + 'interface vpn tunnel listener listeners vnet nic hypervisor scaling monitor monitors cdn '
  + 'folder folders file files subdirectory subdirectories symlink symlinks symbolic archive tarball inode inodes executable permission '
    + 'permissions packets bandwidth connections downtime ttl'
const WEAK = 'alarm-x organization organizations recommendation recommendations model models broker brokers analyzer policy-set login logins password passwords proxy-x admin fleet compute remote static subscription build builds process processes mount package packages index traffic cloud machine machines host module provider tag label '
  + 'annotation domain domains tier session sessions port failed unhealthy idle unused orphaned stale dangling unattached evicted '
  + 'expired activity data service services app apps application applications user users role roles policy policies account accounts '
  + 'table tables view views schema schemas image images network networks group groups key keys token tokens job jobs task tasks run '
  + 'runs function functions topic topics '
  + 'trigger triggers region regions zone zones site sites release releases version versions setting settings variable variables tag '
    + 'issue issues branch branches commit commits repo pr prs row rows column columns stage stages stream streams pool pools plan plans '
    + 'system systems shop '
  + 'script scripts command commands pod memory load error errors event events change changes project projects cost costs billing bill '
    + 'spend spending budget usage capacity access connection health state states status replicated size limit limits record records '
    + 'rule rules query queries '
  + 'scale deployed running test tests programs program update updates approval approvals audit history line lines page link links path '
    + 'paths output console extension extensions plugin plugins addon add-on schedule schedules timer timers web checkout cart payments '
    + 'worker frontend main master dev test demo sandbox analytics'

/** Chinese, Japanese and Korean put no space around such a word. */
const EAST_ASIAN = /服务器|伺服器|数据库|資料庫|目录|目錄|檔案|软件|系统|系統|进程|端口|接口|用户|使用者|上下文|模块|依赖|项目|專案|镜像|映像檔|仓库|倉庫|套件|磁盘|磁碟|卷|ディレクトリ|パッケージ|プロセス|ポート|ユーザー?|リポジトリ|プロジェクト|デバイス|ネットワーク|ボリューム|ホスト|디렉터리|디렉토리|패키지|프로세스|포트|사용자|저장소|프로젝트|네트워크|볼륨|호스트|시스템|集群|容器|节点|镜像|分支|日志|部署|防火墙|证书|密钥|命名空间|命令|网站|队列|文件|补丁|插件|软件包|网关|サーバ|データベース|クラスタ|コンテナ|ノード|ブランチ|デプロイ|ファイル|証明書|イメージ|キュー|コマンド|サイト|ログ[をがは]|パッチ|ジョブ|서버|데이터베이스|클러스터|컨테이너|노드|브랜치|배포|파일|인증서|이미지|명령|사이트|방화벽|패치|로그를|작업을/

/** German, Dutch and the Nordic languages join their nouns: "Testserver", "klantendatabase". */
const JOINED = /.{3}(?:servers?|datenbank|database|databas|cluster|container|maschine|machine|dienst|knoten|speicher|zertifikat|schlüssel)$/
/** 1 for such a word. */
export const joinedWeight = (lower: string): number => lower.length > 8 && JOINED.test(lower) ? 1 : 0

/** 1.5 where a text without spaces holds a word of infrastructure. Looks at 200 characters. */
export const eastAsianWeight = (text: string): number => EAST_ASIAN.test(text.slice(0, 200)) ? 1.5 : 0

/** One table, because each word of each message is looked up several times. A later entry wins. */
const WEIGHT = new Map([...THINGS, ...weighed([0.5, WEAK], [1, MEDIUM], [1, FOREIGN], [2, STRONG])])

/** Two words that together are infrastructure. */
const PAIRS = new Set(('load balancer|load balancers|security group|security groups|access key|access keys|api key|api keys|service '
  + 'account|service accounts|virtual machine|virtual machines|database server|log group|log groups|feature flag|feature flags|health '
  + 'check|health checks|'
  + 'ip address|ip addresses|cloud provider|web server|auto scaling|node pool|node pools|resource group|key pair|access control|config '
    + 'map|config maps|persistent volume|static site|message queue|read replica|read replicas|connection string|private key|public '
    + 'key|ssh key|ssh keys|'
  + 'ssl certificate|tls certificate|cron job|cron jobs|docker image|launch template|target group|route table|network policy|service '
    + 'mesh|deletion protection|maintenance mode|environment variable|environment variables|env var|env vars|container image|data '
    + 'lake|data warehouse|data pipeline|data center|cloud bill|disk usage|disk space|environment variables|cache cluster|home '
    + 'directory|current directory|current folder|hidden files|file share|event hub|event grid|consumer group|function app|web app|data explorer|'
  + 'container app|container registry|scale set|load test|storage container|blob container|private endpoint|health check|hosted zone|backup vault|backup plan|'
  + 'backup policy|recovery point|recovery services|receipt rule|parameter group|subnet group|option group|deployment slot|node group|launch configuration|nat gateway|'
  + 'internet gateway|vpc endpoint|access point|identity pool|user pool|state machine|task definition|event bus|log stream|workflow run|deploy key|availability zone|storage class|'
  + 'cost report|usage report|report definition|cache instance|elastic ip|network interface|network acl|placement group|spot request|firewall rule|dns zone|dns record|record set|'
  + 'virtual network|network security|application gateway|front door|traffic manager|logic app|resource lock|policy assignment|role assignment|role binding|cluster role|image stream|'
  + 'custom resource|resource quota|limit range|priority class|service principal|managed identity|app registration|machine learning|resource monitor|file format|external table|'
  + 'materialized view|stored procedure|masking policy|network rule|compute pool|image repository|feature branch|remote branch|merge conflict|working tree|issue template|'
  + 'repository secret|environment secret|search index|message broker|data stream|ip range|ssh session|storage account|vulnerability scan|test suite').split('|'))

/** Words of programming: they turn weak words (table, function, list) into code. */
const CODE = new Set(('python javascript java typescript c++ c# ruby php swift kotlin scala haskell perl matlab numpy pandas dataframe '
  + 'react vue angular django flask rails laravel jquery css html xml json regex regexp array arrays string strings integer int float '
  + 'boolean loop loops recursion recursive '
  + 'algorithm algorithms class classes method methods object objects pointer pointers struct enum constructor inheritance polymorphism '
    + 'lambda-expression dictionary dict tuple compiler syntax variable variables function functions leetcode fibonacci palindrome '
    + 'factorial '
  + 'numpy tensorflow pytorch matplotlib excel spreadsheet vba latex android ios xcode swiftui flutter unity opengl winforms wpf linq '
    + 'entity hibernate spring-boot servlet jsp asp.net .net vb.net golang rust iterator generics async await promise callback closure '
    + 'div textbox listview '
  + 'decorator decorators stacktrace nullpointerexception typeerror valueerror keyerror segfault jvm tkinter selenium scrapy r ggplot '
    + 'dplyr sklearn scikit-learn keras opencv wordpress drupal magento ajax dom node.js nodejs npm webpack datetime timestamp '
  + 'hashmap stack-overflow binary decimal unicode utf-8 parser parse parsing byte bytes char chars dataframe').split(' '))

/** Everyday things that people order about, and things to write: an order about them is no change of infrastructure. */
const EVERYDAY = new Set(('audiobook audio chapter curtains curtain blinds photo photos picture pictures video videos camera curtains '
  + 'window-blinds brightness oven fridge dishwasher toothbrush haircut dentist barber everest mountain muscle chess poker guitar piano '
  + 'violin alarm alarms timer reminder reminders calendar meeting meetings appointment flight flights hotel hotels music song songs '
  + 'playlist playlists light lights lamp lamps pizza reservation reservations card cards pin bill bills recipe recipes email emails '
  + 'mail essay poem poems story stories joke jokes '
  + 'lyrics paragraph sentence sentences word words tweet caption headline slogan speech dialogue novel book books movie movies film '
    + 'films game games party birthday dinner lunch breakfast food restaurant restaurants table-for car cars taxi uber ride trip '
    + 'vacation holiday holidays weather shopping grocery groceries milk eggs '
  + 'tv television volume-up radio podcast podcasts news phone call calls text contact contacts bank checking savings transfer payment '
    + 'pto vacation-days oil tire tires gas insurance paycheck salary w2 credit mortgage rent interest apr dress shirt shoes hair dog '
    + 'cat dogs cats kids baby mom dad husband wife friend friends girlfriend boyfriend '
  + 'coffee tea wine beer water oven kitchen bedroom bathroom house door thermostat temperature heater vacuum fan homework exam exams '
    + 'school teacher student students college university resume cv cover interview job-interview diet workout exercise gym sport sports '
    + 'football soccer basketball baseball team player '
  + 'president king queen war history-of country countries city capital population planet star sun moon animal animals plant plants tree '
    + 'flower color colour name-for summary article text essay-on logo design poster advertisement ad product-description blog post '
    + 'quote quotes riddle haiku limerick lipstick wedding train bus '
  + 'doctor pain headache medicine symptoms cancer vaccine money stock stocks bitcoin invest savings-account taxes lawyer law language '
    + 'english french spanish german grammar verb noun adjective synonym synonyms translate pronoun math equation equations triangle '
    + 'rectangle circle fraction probability feelings love sleep life '
  + 'package-delivery shipping refund chat chatbot character characters role-play persona outline bullet presentation slide slides todo '
    + 'to-do list-item items ideas idea tips advice').split(' '))

/** The second words by the first one, so that no two words need to be joined to be looked up. */
const SECOND = new Map<string, Set<string>>()
const pair = (words: string): void => {
  const [first = '', second = ''] = words.split(' ')
  const seconds = SECOND.get(first)
  if (seconds) seconds.add(second); else SECOND.set(first, new Set([second]))
}
PAIRS.forEach(pair)
for (const [words, { weight }] of wordsOfServices()) {
  if (words.includes(' ')) pair(words)
  else WEIGHT.set(words, Math.max(WEIGHT.get(words) ?? 0, weight >= 2 ? 2 : 0.5))
}

/** 2, 1, 0.5 or 0: how much a word says that a message is about infrastructure. */
export const weightOf = (word: string): number => WEIGHT.get(word) ?? 0
export const isPair = (first: string, second: string): boolean => SECOND.get(first)?.has(second) ?? false
export const isCode = (word: string): boolean => CODE.has(word)
export const isEveryday = (word: string): boolean => EVERYDAY.has(word) || (isOfLife(word) && weightOf(word) === 0)

/**
 * Something that looks like a machine's name rather than a word: `web-01`, `i-0abc`, `s3://b`, `v2.1`, `my_table`, `10.0.0.1`, `api/web`.
 */
export const looksTechnical = (text: string): boolean => technicalWeight(text) >= 0.75

/** How much a name's form says that it is a machine's: 2 for the forms that nothing else has, 0.25 for a hyphen between words. */
export function technicalWeight(text: string): number {
  if (text.length < 3) return 0
  if (
    /^(?:s3|gs|wasbs?|abfss?|docker|oci|arn|ssh|tcp|postgres(?:ql)?|mysql|redis|amqp):|^(?:i|vol|sg|subnet|vpc|ami|eni|rtb|igw|snap|nat|eipalloc)-[0-9a-f]+/i.test(text)
  ) return 2
  if (/\.(?:ya?ml|tf|sh|log|conf|cfg|env|tar\.gz|tgz|ini|csv|txt|gz|zip|pem|crt|service)$/i.test(text)) return 1.5
  if (/^[A-Z][A-Z0-9_]+(?:\.[A-Z0-9_]+)+$|^\/\w|^~\/|^\.\//.test(text)) return 1
  if (/[_@]|:\/\//.test(text)) return 0.75
  if (/^\d+$|^\d+(?:st|nd|rd|th|am|pm|%|k|s)$/i.test(text)) return 0
  if (/^[a-z0-9.]+(?:-[a-z0-9.]+)*-\w*\d\w*$|^[a-z]+\d+[a-z0-9-]*$|^\d{1,3}(?:\.\d{1,3}){3}/i.test(text)) return 0.75
  if (/^[\w-]+\.(?:json|py|js|ts|com|io|net|org|dev|local|internal)$|^\*\.\w+$|^v?\d+\.\d+(?:\.\d+)?$/i.test(text)) return 0.75
  if (/^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]{2,}){2,}$/i.test(text)) return 0.75
  if (!/^[a-z]{2,}(?:-[a-z]{2,})+$/.test(text)) return 0
  // "prod-vpc", "staging-cluster": a name that is made of our nouns.
  return text.split('-').some((part) => weightOf(part) >= 1) ? 1 : 0.25
}
