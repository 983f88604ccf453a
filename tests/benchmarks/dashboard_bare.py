"""The least that a Streamlit page with a field, a number and a Plotly chart can be."""

import plotly.graph_objects as go
import streamlit as st

MODELS = 12

requests = st.number_input("Requests", 1, 10**9, 20_000, key="requests")
with st.container(key="answer"):
    st.markdown(f"The cheapest costs ${requests * 0.0028:,.2f} a month")
names = [f"Model {place}" for place in range(MODELS)]
bills = [requests * 0.0028 * (place + 1) for place in range(MODELS)]
st.plotly_chart(go.Figure(go.Bar(x=bills, y=names, orientation="h")), key="bills")
