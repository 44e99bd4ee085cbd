# Lists of records of any type: tables, boards, calendars, charts, pivots; their filters and saved views.
records-list-created-at = Created
records-list-updated-at = Changed
records-list-none = There is nothing here.
records-list-all = { $more ->
    [yes] Show all (more than { $count })
   *[no] Show all { $count }
}
records-list-total = { $more ->
    [yes] more than { $shown } records
   *[no] { $count ->
        [one] { $shown } record
       *[other] { $shown } records
    }
}
records-list-search = Search this list ( / )
records-list-search-clear = Clear the search
records-list-filter = Filter
records-list-filters = Filters
records-list-filters-clear = Show all
records-list-filter-remove = Remove the filter on { $field }
records-list-field = Field
records-list-how = How
records-list-value = Value
records-list-apply = Apply
records-list-me = me
records-list-today = { $days ->
    [0] today
   *[other] { $side ->
        [before] { $days } days ago
       *[after] in { $days } days
    }
}
records-list-op-eq = is
records-list-op-ne = is not
records-list-op-lt = less than
records-list-op-le = at most
records-list-op-gt = more than
records-list-op-ge = at least
records-list-op-day-lt = before
records-list-op-day-le = until
records-list-op-day-gt = after
records-list-op-day-ge = from
records-list-op-in = is one of
records-list-op-contains = contains
records-list-op-starts = begins with
records-list-op-empty = is empty
records-list-op-present = is filled in
records-list-op-within = is in
records-list-within-today = today
records-list-within-week = this week
records-list-within-month = this month
records-list-within-quarter = this quarter
records-list-within-year = this year
records-list-within-last-7 = the last 7 days
records-list-within-last-30 = the last 30 days
records-list-within-next-7 = the next 7 days
records-list-within-next-30 = the next 30 days
records-list-sort = Sort by
records-list-sort-none = As usual
records-list-sort-up = { $field }, rising
records-list-sort-down = { $field }, falling
records-list-group = Group by
records-list-group-none-chosen = Do not group
records-list-group-none = Not filled in
records-list-by-day = day
records-list-by-month = month
records-list-by-year = year
records-list-more = More
records-list-shown-as = Shown as
records-list-view-list = List
records-list-view-board = Board
records-list-view-calendar = Calendar
records-list-view-chart = Chart
records-list-view-pivot = Pivot table
records-list-columns = Columns
records-list-columns-more = Not shown
records-list-columns-usual = As usual
records-list-column-up = Move { $field } forward
records-list-column-down = Move { $field } back
records-list-width = Width of { $field }
records-list-tight = Narrow rows
records-list-select = Select { $name }
records-list-select-page = Select what is shown
records-list-select-all = { $more ->
    [yes] Select all that match (more than { $count })
   *[no] Select all { $count }
}
records-list-selection = Selection
records-list-selected = { $more ->
    [yes] More than { $count } selected
   *[no] { $count } selected
}
records-list-clear = Clear the selection
records-list-actions = Actions
records-list-edit = Change { $field } of { $name }
records-list-conflict = Somebody else changed { $name } meanwhile. The list shows what stands now; enter your change again if it still holds.
records-list-totals = Totals
records-list-total-of = Total of { $field }
records-list-total-choose = Σ
records-list-total-sum = Sum
records-list-total-min = Smallest
records-list-total-max = Largest
records-list-total-none = Nothing
records-list-bulk-edit = Change { $more ->
    [yes] more than { $count }
   *[no] { $count }
} records
records-list-bulk-delete = Delete { $more ->
    [yes] more than { $count }
   *[no] { $count }
} records
records-list-bulk-delete-why = What is used elsewhere stays, and is listed here with the reason. What is deleted cannot be brought back.
records-list-bulk-value = New value
records-list-bulk-do = Do it for { $more ->
    [yes] more than { $count }
   *[no] { $count }
}
records-list-bulk-progress = Progress
records-list-bulk-done = { $failed ->
    [0] { $done } of { $of } done.
   *[other] { $done } of { $of } done, { $failed } refused:
}
records-list-bulk-failed = What was refused, and why
records-list-bulk-stop = Stop
records-list-export-csv = Export as CSV
records-list-import = Import
records-list-no-match = Nothing matches
records-list-no-match-why = No record holds all of these conditions. Take one away, or show all.
records-list-first = { $what }: nothing yet
records-views = Views
records-views-all = All records
records-views-own = Mine
records-views-shared = Shared with everybody
records-views-changed = { $name } (changed)
records-views-save = Save the changes to { $name }
records-views-save-new = Save as a view…
records-views-saved = The view { $name } is saved.
records-views-rename = Rename…
records-views-share = Share with everybody
records-views-unshare = Keep to myself
records-views-delete = Delete the view { $name }?
records-views-first = Opens first
records-views-open-first = Open this view first
records-views-not-first = No longer open this view first
records-views-name = Name
records-views-shared-why = Everybody sees it
records-views-first-why = It opens first when I come to this list
records-board-by = Columns by
records-board-sum = Sum
records-board-move = Move { $name }
records-board-move-to = Move to…
records-board-moved = { $name } is now in { $to }.
records-board-undo = Undo
records-calendar-by = Days by
records-calendar-before = Month before
records-calendar-after = Month after
records-calendar-today = Today
records-calendar-more = More than { $count } records fall into this time; the first are shown. Filter to see the others.
records-chart-group = By
records-chart-across = Parts by
records-chart-measure = Measure
records-chart-count = Number of records
records-chart-sum-of = { $field }: sum
records-chart-min-of = { $field }: smallest
records-chart-max-of = { $field }: largest
records-chart-shape = Drawn as
records-chart-bar = Bars
records-chart-line = Line
records-chart-donut = Ring
records-chart-others = Others
records-chart-table = The same figures as a table
records-chart-currencies = These amounts are in several currencies and are not added up. Filter by one currency, or measure an amount in the company's currency.
records-pivot-rows = Rows
records-pivot-columns = Columns
records-pivot-total = Total
records-pivot-choose = Choose what makes the rows.
records-pivot-many = There are more groups than can be shown. Filter first.
