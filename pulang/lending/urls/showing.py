"""Addresses of showing."""

from django.urls import URLPattern, path

from pulang.lending.views import showing_hers as hers
from pulang.lending.views import showing_pool as pool
from pulang.lending.views import showing_products as products
from pulang.lending.views import showing_reports as reports

patterns: list[URLPattern] = [
    path("pool/", pool.show, name="pool"),
    path("pool/<slug:kind>.svg", pool.plot, name="pool_plot"),
    path("pool/what-if/", pool.simulate, name="simulate"),
    path("pool/what-if/plot.svg", pool.simulated_plot, name="simulated_plot"),
    path("pool/<ulid:pool>/money/", products.fund, name="fund"),
    path("products/", products.products, name="products"),
    path("products/<ulid:product>/", products.product, name="product"),
    path("products/<ulid:product>/terms/new/", products.terms_new, name="terms_new"),
    path("products/<ulid:product>/ceilings/new/", products.ceiling_new, name="ceiling_new"),
    path("products/<ulid:product>/limits/new/", products.limit_new, name="limit_new"),
    path("reports/", reports.reports, name="reports"),
    path("reports/late/<int:first>-<int:last>/", reports.late, name="late"),
    path("reports/portfolio.xlsx", reports.portfolio_xlsx, name="portfolio_xlsx"),
    path("reports/ledger.csv", reports.ledger_csv, name="ledger_csv"),
    path("reports/balances.csv", reports.balances_csv, name="balances_csv"),
    path("reports/supervisor.csv", reports.supervisor_csv, name="supervisor_csv"),
    path("repayment/", hers.my_repayment, name="my_repayment"),
    path("repayment/help/", hers.my_help, name="my_help"),
    path("repayment/statement.pdf", hers.my_statement, name="my_statement"),
    path("loans/<ulid:loan>/account.pdf", hers.loan_statement, name="loan_statement"),
]
