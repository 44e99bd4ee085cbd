# Списъци със записи от всякакъв вид: таблици, табла, календари, диаграми, обобщения; филтрите и запазените им изгледи.
records-list-created-at = Създаден
records-list-updated-at = Променен
records-list-none = Тук няма нищо.
records-list-all = { $more ->
    [yes] Покажи всички (над { $count })
   *[no] Покажи всички { $count }
}
