/** How a word of another language begins that names something of infrastructure: endings and plurals follow. */
const BEGINS = ('serv(?:eur|idor|er)|datenb|datensatz|datensätze|verzeichnis|archivo|fichier|fichero|ficheiro|arquivo|bestand|bestanden|plik|файл|dosya|berkas|soubor|kontext|contexto|contexte|contesto|контекст|'
  + 'paket|paquet|pacchett|pakiet|pacote|пакет|benutzer(?:n|s|konto|gruppe)?$|usuario|utilisateur|usuári|utent[ei]|gebruiker|użytkownik|пользовател|користувач|kullanıcı|pengguna|uživatel|netzwerk|réseau|netwerk|sieci|сет[ьи]$|мереж|jaringan|'
  + 'kontener|контейнер|contenedor|contêiner|contentor|contenidor|conteneur|contenitor|контейнер|kapsayıcı|kontainer|kontejner|imágen|imagen|imagem|immagin|abbild|образ|imaj|citra|rama$|ramas|branche|branch[ei]?s?$|ramo$|gałę[zź]|gałęzi|ветк|гілк|větv|'
  + 'puert[oa]s?$|порт(?:а|ы|ов|у)?$|schlüssel|clé$|clés|claves?$|chaves?$|chiav[ei]$|sleutel|klucz|ключ|anahtar|kunci|zertifikat|certificad|certificat|сертифик|sertifika|sertifikat|certyfikat|'
  + 'repositori|repozytori|dépôt|depósito|репозитор|depo(?:yu|su|lar)|discos?$|disques?$|platte|festplatte|schijf|диск|dysk|disk(?:i|e|in|ler|et)?$|volumen|laufwerk|wolumen|том(?:а|ов|у)?$|'
  + 'prozess|processus|proceso|processo|proces(?:sen)?$|процесс|процес|süreç|warteschlange|wachtrij|kolejk|очеред|черг|kuyruğ|kuyruk|antrean|máquina|macchin|maszyn|машин|makine|mesin|instanc|instânc|istanz|инстанс|экземпляр|'
  + 'knoten|nœud|noeud|nodo|nodi|узл|вузл|węz[eł]|düğüm|simpul|dienst|servici|serviço|serviz|usług|сервис|служб|сервіс|hizmet|layanan|skript|сценари|befehl|comandos?$|commandes?$|opdracht|команд|polece|komut|perintah|příkaz|'
  + 'variable[sn]?$|переменн|змінн|zmienn|değişken|variabel|protokoll|журнал|лог(?:и|ов|а)?$|dziennik|günlü[kğ]|registros?$|journaux|umgebung|entorno|ambiente|environnement|omgeving|środowisk|окружен|ortam|lingkungan|'
  + 'bereitstellung|déploiement|despliegue|implantaç|развёрт|розгорт|wdroż|dağıtım|sicherung|sauvegarde|respaldo|kopi[aęi] zapas|резервн|yedek|cadangan|zugriff|permisos?$|permiss|berechtigung|права?$|uprawn|izin|'
  + 'datenbank|base de dat|baza$|bazy$|bazę|база|базы|базу|veritaban|basis data|tabelle|tabla|tabela|tabell|таблиц|tablo(?:lar|yu|su)?$|schlüsselpaar|partition|particion|partição|раздел|speicher|almacenamiento|stockage|armazenamento|хранилищ|depolama|'
  + 'système de fichiers|sistema de archivos|dateisystem|файлов|каталог|carpeta|dossier|cartell[ae]$|mappen$|katalog|dizin|klasör|direktori|адресар|réplica|реплик|реплік|replika|kümes?i|кластер|hôte|anfitrión|хост|'
  + 'uygulama|aplikasi|приложен|застосун|aplikac|aplicacion|aplicaç|anwendung|modul|módulo|модул|verbindung|conexi|connexion|conexão|conness|соединен|bağlantı|koneksi|połącze|schnittstelle|interfaz|interface|интерфейс|arayüz|antarmuka|'
  + 'ressource[n]?$|recurso|risors|ресурс|kaynak|sumber daya|zasob|ereignis|evento|événement|событ|olay|peristiwa|zdarze|konfigurat|configuraci|configuraç|configurazion|конфигурац|yapılandırma|konfigurasi|konfiguracj')
const THING = new RegExp(`^(?:${BEGINS})`, 'u')

/** Everyday life in other languages, in the forms that are said most. */
const LIFE = new Set(('wetter musik lied licht lampe wecker küche termin kalender einkaufsliste pizza oma opa mutter vater freund freundin essen kochen film witz nachrichten verkehr zug fahrplan flug regen schnee geburtstag lautstärke radio staubsauger '
  + 'tiempo clima música canción luz lámpara cocina cita calendario alarma despertador pizza abuela madre padre amigo amiga comida película chiste noticias tráfico tren vuelo lluvia cumpleaños aspiradora receta '
  + 'météo musique chanson lumière lampe cuisine réveil rendez-vous courses mamie maman papa ami amie repas film blague nouvelles circulation train vol pluie anniversaire aspirateur recette '
  + 'música canção luz lâmpada cozinha despertador agenda compras vovó mãe pai amigo comida filme piada notícias trânsito trem voo chuva aniversário aspirador receita '
  + 'meteo musica canzone luce lampada cucina sveglia appuntamento calendario spesa nonna mamma papà amico pranzo cena film barzelletta notizie treno volo pioggia compleanno aspirapolvere ricetta '
  + 'weer muziek liedje licht lamp keuken wekker afspraak boodschappen oma moeder vader vriend eten grap nieuws trein vlucht regen verjaardag stofzuiger recept '
  + 'pogoda pogodę muzyka muzykę piosenkę światło lampę kuchni budzik wizytę zakupów babci mama przyjaciel film żart wiadomości pociąg deszcz urodziny odkurzacz przepis '
  + 'погода погоду музыка музыку песню свет лампу кухне будильник встречу покупок бабушке мама друг фильм анекдот шутку новости поезд дождь пылесос рецепт пробки '
  + 'погоду музику пісню світло будильник покупок жарт hava müzik şarkı ışık ışığı mutfak alarm randevu alışveriş anneanne film şaka haberler tren yağmur doğum tarif trafik '
  + 'cuaca musik lagu lampu dapur belanja nenek ibu ayah teman film lelucon berita kereta hujan resep väder musik låt lampan köket väckarklockan smör počasí hudbu světlo budík vremea muzică lumina').split(' '))
const EAST_ASIAN_LIFE = /天气|天氣|音乐|音樂|闹钟|鬧鐘|电影|電影|新闻|新聞|笑话|笑話|披萨|购物|灯|燈|堵车|日历|生日|奶奶|妈妈|菜谱|餐厅|天気|音楽|アラーム|電気|予定|映画|ニュース|冗談|ピザ|買い物|曲を|渋滞|誕生日|レシピ|目覚まし|날씨|음악|알람|노래|영화|뉴스|농담|피자|장보기|일정|할머니|생일|요리|부엌|मौसम|गाना|गाने|अलार्म|बत्ती|रसोई|फिल्म|खरीदारी|الطقس|موسيقى|المنبه|ضوء|أغنية/

export const isForeignThing = (lower: string): boolean => THING.test(lower)
export const isForeignLife = (lower: string): boolean => LIFE.has(lower) || EAST_ASIAN_LIFE.test(lower)
