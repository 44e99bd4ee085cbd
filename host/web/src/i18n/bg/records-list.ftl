# Списъци със записи от всякакъв вид: таблици, табла, календари, диаграми, обобщения; филтрите и запазените им изгледи.
records-list-created-at = Създаден
records-list-updated-at = Променен
records-list-none = Тук няма нищо.
records-list-all = { $more ->
    [yes] Покажи всички (над { $count })
   *[no] Покажи всички { $count }
}
records-list-total = { $more ->
    [yes] над { $shown } записа
   *[no] { $count ->
        [one] { $shown } запис
       *[other] { $shown } записа
    }
}
records-list-search = Търсене в списъка ( / )
records-list-search-clear = Изчисти търсенето
records-list-filter = Филтър
records-list-filters = Филтри
records-list-filters-clear = Покажи всички
records-list-filter-remove = Махни филтъра по { $field }
records-list-field = Поле
records-list-how = Условие
records-list-value = Стойност
records-list-apply = Приложи
records-list-me = аз
records-list-today = { $days ->
    [0] днес
   *[other] { $side ->
        [before] преди { $days } дни
       *[after] след { $days } дни
    }
}
records-list-op-eq = е
records-list-op-ne = не е
records-list-op-lt = под
records-list-op-le = най-много
records-list-op-gt = над
records-list-op-ge = поне
records-list-op-day-lt = преди
records-list-op-day-le = до
records-list-op-day-gt = след
records-list-op-day-ge = от
records-list-op-in = е едно от
records-list-op-contains = съдържа
records-list-op-starts = започва с
records-list-op-empty = не е попълнено
records-list-op-present = е попълнено
records-list-op-within = е в периода
records-list-within-today = днес
records-list-within-week = тази седмица
records-list-within-month = този месец
records-list-within-quarter = това тримесечие
records-list-within-year = тази година
records-list-within-last-7 = последните 7 дни
records-list-within-last-30 = последните 30 дни
records-list-within-next-7 = следващите 7 дни
records-list-within-next-30 = следващите 30 дни
records-list-sort = Подреди по
records-list-sort-none = Както обикновено
records-list-sort-up = { $field }, възходящо
records-list-sort-down = { $field }, низходящо
records-list-group = Групирай по
records-list-group-none-chosen = Без групиране
records-list-group-none = Не е попълнено
records-list-by-day = по дни
records-list-by-month = по месеци
records-list-by-year = по години
records-list-more = Още
records-list-shown-as = Изглед като
records-list-view-list = Списък
records-list-view-board = Табло
records-list-view-calendar = Календар
records-list-view-chart = Диаграма
records-list-view-pivot = Обобщена таблица
records-list-columns = Колони
records-list-columns-more = Не се показват
records-list-columns-usual = Както обикновено
records-list-column-up = Премести „{ $field }“ напред
records-list-column-down = Премести „{ $field }“ назад
records-list-width = Ширина на „{ $field }“
records-list-tight = Тесни редове
records-list-select = Избери { $name }
records-list-select-page = Избери показаните
records-list-select-all = { $more ->
    [yes] Избери всички намерени (над { $count })
   *[no] Избери всички { $count }
}
records-list-selection = Избрани записи
records-list-selected = { $more ->
    [yes] Избрани над { $count }
   *[no] Избрани: { $count }
}
records-list-clear = Откажи избора
records-list-actions = Действия
records-list-edit = Промени „{ $field }“ на { $name }
records-list-conflict = Междувременно друг е променил { $name }. Списъкът показва какво е сега; въведете промяната си отново, ако още е нужна.
records-list-totals = Общо
records-list-total-of = Общо за „{ $field }“
records-list-total-choose = Σ
records-list-total-sum = Сума
records-list-total-min = Най-малко
records-list-total-max = Най-голямо
records-list-total-none = Нищо
records-list-bulk-edit = Промяна на { $more ->
    [yes] над { $count }
   *[no] { $count }
} записа
records-list-bulk-delete = Изтриване на { $more ->
    [yes] над { $count }
   *[no] { $count }
} записа
records-list-bulk-delete-why = Което се ползва другаде, остава и се изброява тук с причината. Изтритото не може да се върне.
records-list-bulk-value = Нова стойност
records-list-bulk-do = Направи го за { $more ->
    [yes] над { $count }
   *[no] { $count }
}
records-list-bulk-progress = Напредък
records-list-bulk-done = { $failed ->
    [0] Готови са { $done } от { $of }.
   *[other] Готови са { $done } от { $of }, отказани { $failed }:
}
records-list-bulk-failed = Какво е отказано и защо
records-list-bulk-stop = Спри
records-list-export-csv = Изнеси като CSV
records-list-import = Внасяне от файл
records-list-no-match = Няма съвпадения
records-list-no-match-why = Няма запис, който да отговаря на всички условия. Махнете някое или покажете всички.
records-list-first = { $what }: още няма записи
records-views = Изгледи
records-views-all = Всички записи
records-views-own = Мои
records-views-shared = Общи за всички
records-views-changed = { $name } (променен)
records-views-save = Запази промените в „{ $name }“
records-views-save-new = Запази като изглед…
records-views-saved = Изгледът „{ $name }“ е запазен.
records-views-rename = Преименувай…
records-views-share = Сподели с всички
records-views-unshare = Само за мен
records-views-delete = Да се изтрие ли изгледът „{ $name }“?
records-views-first = Отваря се пръв
records-views-open-first = Отваряй пръв този изглед
records-views-not-first = Не отваряй пръв този изглед
records-views-name = Име
records-views-shared-why = Виждат го всички
records-views-first-why = Отваря се пръв, когато идвам в този списък
records-board-by = Колони по
records-board-sum = Сума
records-board-move = Премести { $name }
records-board-move-to = Премести в…
records-board-moved = { $name } вече е в „{ $to }“.
records-board-undo = Върни
records-calendar-by = Дни по
records-calendar-before = Предишен месец
records-calendar-after = Следващ месец
records-calendar-today = Днес
records-calendar-more = В този период попадат над { $count } записа; показани са първите. Филтрирайте, за да видите останалите.
records-chart-group = По
records-chart-across = Разбивка по
records-chart-measure = Показател
records-chart-count = Брой записи
records-chart-sum-of = { $field }: сума
records-chart-min-of = { $field }: най-малко
records-chart-max-of = { $field }: най-голямо
records-chart-shape = Вид
records-chart-bar = Стълбове
records-chart-line = Линия
records-chart-donut = Пръстен
records-chart-others = Други
records-chart-table = Същите числа в таблица
records-chart-currencies = Сумите са в няколко валути и не се събират. Филтрирайте по една валута или изберете сума във валутата на фирмата.
records-pivot-rows = Редове
records-pivot-columns = Колони
records-pivot-total = Общо
records-pivot-choose = Изберете какво да са редовете.
records-pivot-many = Групите са повече, отколкото могат да се покажат. Първо филтрирайте.
