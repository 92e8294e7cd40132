{{header}}

{{imports}}

{{service}}
