# Първият екран и обзорът за управителя.
home-work = Моята работа
home-manager = Обзор
home-tasks = Моите задачи
home-tasks-all = Всички мои задачи
home-tasks-none = Няма отворени задачи.
home-tasks-more = { $count ->
    [one] и още една
   *[other] и още { $count }
}
home-task-new = Нова задача
home-task-due = Срок
home-task-tick = Готово: { $task }
home-task-done = Готово: { $task }
home-task-late = Просрочена: { $day }
home-begin = Първи стъпки
home-begin-hide = Не показвай
home-begin-count = Готови { $done } от { $all }
home-begin-contact = Въведете първия си клиент или доставчик
home-begin-item = Въведете какво продавате или купувате
home-begin-stock = Въведете наличностите в склада
home-begin-plugin = Инсталирайте добавка, например продажби или CRM
home-begin-colleague = Поканете колега
home-quick = Ново
home-recent = Последно отваряни
home-recent-none = Тук се пазят записите, които отваряте.
home-arrange = Подреди
home-hidden = Скрити
home-show = Покажи „{ $card }“
home-earlier = По-напред
home-later = По-назад
home-hide = Скрий
home-all-hidden = Всички карти са скрити; върнете ги с „Подреди“.
home-no-cards = Още няма карти от добавки
home-no-cards-why = Добавки като продажби и CRM показват тук числата си.
home-figure-cash = Каса и банка
home-figure-receivables = Дължат ни клиенти
home-figure-payables = Дължим на доставчици
home-figure-stock = Стойност на стоките
home-figure-revenue = Приходи този месец
home-figure-late = просрочени { $amount }
home-figure-none-late = няма просрочени
home-figure-before = миналия месец { $amount }
