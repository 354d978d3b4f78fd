"""Đề nghị ghi nhận: what an agency says happened, until the office above records it or declines."""
