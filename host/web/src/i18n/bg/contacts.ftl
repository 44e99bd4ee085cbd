# Контакти: дубликати, обединяване, забележки от внасяне, заличаване.
contacts = Контакти
contacts-all = Всички контакти
contacts-duplicates = Дубликати
contacts-duplicates-none = Няма дубликати
contacts-duplicates-none-why = Няма два контакта с достатъчно близки номер, адрес или име. Намалете вероятността, за да видите и по-слаби съвпадения.
contacts-least = Вероятност поне
contacts-likely = Колко е вероятно да са един
contacts-judged = Забрави { $count } отсъдени като различни
contacts-more = Търси нататък
contacts-compare = Сравни
contacts-apart = Не са един и същ
contacts-reason-tax-number = еднакъв данъчен номер
contacts-reason-bank-account = еднаква банкова сметка
contacts-reason-email = еднаква е-поща
contacts-reason-phone = еднакъв телефон
contacts-reason-same-name = еднакво име
contacts-reason-similar-name = сходно име
contacts-reason-place = едно и също място
contacts-reason-birth-day = една рождена дата
contacts-merge = Два контакта стават един
contacts-side-by-side = Един до друг
contacts-field = Поле
contacts-stays = Остава
contacts-goes = Пренасочва се
contacts-take = { $field } на { $name }
contacts-nothing = няма
contacts-no-difference = Няма различни полета.
contacts-together = остават и двата, еднаквите веднъж
contacts-alike = Покажи { $count ->
    [one] { $count } поле
   *[other] { $count } полета
} без разлика
contacts-alike-hide = Скрий { $count ->
    [one] { $count } поле
   *[other] { $count } полета
} без разлика
contacts-what = Какво ще стане
contacts-merge-why = Отсега нататък { $loser } води към { $survivor }: документите, бележките, задачите и ролите се преместват там. Осчетоводеното пази стария контакт и препраща към новия. Предишното състояние на двата остава в одита; обединяването не се отменя с бутон.
contacts-swap = Да остане другият
contacts-merge-do = Обедини
contacts-merged = { $count ->
    [one] Обединено в { $name }; преместен е { $count } ред
   *[other] Обединено в { $name }; преместени са { $count } реда
}
contacts-findings = Забележки от внасяне
contacts-findings-none = Всичко е разпознато
contacts-imports-none = Не са внасяни контакти
contacts-imports-none-why = Тук ще стои ред по ред това, което внасянето не е разпознало.
contacts-import = Внасяне
contacts-import-of = { $source }, { $at } ({ $count })
contacts-row = Ред
contacts-column = Колона
contacts-given = Както е дадено
contacts-finding = Забележка
contacts-contact = Контакт
contacts-severity-error = отказано
contacts-severity-unresolved = запазено както е дадено
contacts-severity-note = добре е да се знае
contacts-erase = Заличаване на лице
contacts-erase-when = За лице, което иска данните му да бъдат изтрити. За да спрете да ползвате контакт, направете го неактивен.
contacts-person = Лице
contacts-erase-sure = Ще бъде заличено лицето { $name }
contacts-erase-goes = Изтрива се
contacts-erase-goes-data = Име, рождена дата, адреси, телефони, е-поща, номера и бележки
contacts-erase-goes-around = Файлове, хронология и задачи на контакта
contacts-erase-stays = Остава
contacts-erase-stays-books = Счетоводните записи и движенията на стоки, с контакт без име
contacts-erase-stays-audit = Одитът, който четат само администраторите
contacts-erase-final = Това не може да се отмени.
contacts-erase-type = За сигурност напишете името: { $name }
contacts-erase-do = Заличи завинаги
contacts-erased = Лицето е заличено. Премахнати са { $removed } неща, { $kept } реда в книгите пазят само препратка.
